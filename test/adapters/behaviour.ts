import type { EmailRefusal } from "../../src/email/email-check.ts";
import { passed, refuse } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import { FORM_TYPE, JSON_TYPE } from "../support/exchange.ts";
import type { Ask, PassCheck, PassGate } from "./support/harness.ts";

/*
 * What every adapter does alike, whatever the framework: as data. Where a framework's own parser answers before ours is
 * reached, the row says so.
 */

export type Framework = "Express" | "Fastify" | "Hono" | "fetch" | "Lambda v1" | "Lambda v2";

/** The wire of the middleware that sign-ups were protected with elsewhere. */
export const REFUSED_EMAIL: Readonly<Record<EmailRefusal, string>> = {
  INVALID_EMAIL: `{"error":"Valid email required"}`,
  DISPOSABLE_EMAIL: `{"error":"Disposable emails not accepted"}`,
  UNDELIVERABLE_EMAIL: `{"error":"That email isn't deliverable"}`,
};

export interface EmailCase {
  readonly what: string;
  readonly ask: Ask;
  /** Passes with this in the verdict, and this body for the handler; or is refused. */
  readonly comes: { readonly validation: object; readonly body: unknown } | EmailRefusal;
  /** Statuses of frameworks whose parser takes offence. */
  readonly own?: Readonly<Partial<Record<Framework, number>>>;
}

const ask = (body: string | Uint8Array, headers: Ask["headers"] = JSON_TYPE): Ask => ({ headers, body });
const asJson = (body: unknown) => ask(JSON.stringify(body));

/** Passes, and the handler has what was sent. */
const passes = (what: string, body: object, validation: object = {}): EmailCase => ({
  what,
  ask: asJson(body),
  comes: { validation, body },
});

const refused = (what: string, ask: Ask, own: EmailCase["own"] = {}): EmailCase => ({
  what,
  ask,
  comes: "INVALID_EMAIL",
  own,
});
const noAddress = (what: string, email: unknown) => refused(what, asJson({ email }));
const disposable = (email: string): EmailCase => ({
  what: email,
  ask: asJson({ email }),
  comes: "DISPOSABLE_EMAIL",
});

const ADA = "ada@site.example";
const EVERYTHING = {
  email: ADA,
  name: "Ада 🦉",
  tags: ["a", { deep: [null, true, 0.5] }],
  big: Number.MAX_SAFE_INTEGER,
  empty: {},
};

/** Express takes nothing but objects and lists for JSON; Fastify refuses names that reach prototypes. */
const NO_JSON = { Express: 400, Fastify: 400 } as const;
const NO_OBJECT = { Express: 400 } as const;
const PROTOTYPE = { Fastify: 400 } as const;

/** Asked of lists alone. */
export const EMAIL_CASES: readonly EmailCase[] = [
  passes("an address", { email: ADA }, { status: "unknown", reason: "NOTHING_AGAINST", disposable: false }),
  passes("an address among other members", EVERYTHING, { canonical: ADA }),
  passes("an address between spaces", { email: `  ${ADA} ` }, { canonical: ADA, address: ADA }),
  passes("an address with a no-break space behind it", { email: `${ADA}\u00a0` }, { address: ADA }),
  passes("an address between invisible marks", { email: `\u200b\u202a${ADA}\u202c\u2060` }, { address: ADA }),
  passes("a soft hyphen in the domain", { email: "ada@si\u00adte.example" }, { address: ADA }),
  passes("a full-width domain", { email: "ada@ｓｉｔｅ.ＥＸＡＭＰＬＥ" }, { address: ADA }),
  passes(
    "a domain beyond ASCII",
    { email: "Ada.L+x@MÜNCHEN.de" },
    { address: "Ada.L+x@xn--mnchen-3ya.de", canonical: "ada.l@xn--mnchen-3ya.de" },
  ),
  passes("an alias of a person's mailbox", { email: "ada@privaterelay.appleid.com" }, { relay: true }),
  passes("a mailbox at a large provider", { email: "Ada.L+x@gmail.com" }, { free: true }),
  passes("a function's mailbox", { email: "info@site.example" }, { role: true }),
  {
    ...passes("JSON with a charset", { email: ADA }),
    ask: ask(JSON.stringify({ email: ADA }), { "content-type": "application/json; charset=utf-8" }),
  },
  {
    ...passes("JSON in capitals", { email: ADA }),
    ask: ask(JSON.stringify({ email: ADA }), { "content-type": "Application/JSON" }),
  },
  {
    what: "a form",
    ask: ask("email=ada%40site.example&name=Ada+%26+Eve&note=", FORM_TYPE),
    comes: { validation: { address: ADA }, body: { email: ADA, name: "Ada & Eve", note: "" } },
  },
  {
    what: "a form with a charset",
    ask: ask("email=ada%40site.example", { "content-type": `${FORM_TYPE["content-type"]}; charset=UTF-8` }),
    comes: { validation: { canonical: ADA }, body: { email: ADA } },
  },
  {
    what: "a member twice, and the last one good: it is judged, and handed on",
    ask: ask(`{"email":"x@mailinator.com","email":"${ADA}"}`),
    comes: { validation: { canonical: ADA }, body: { email: ADA } },
  },
  {
    what: "a member twice, and the first one good",
    ask: ask(`{"email":"${ADA}","email":"x@mailinator.com"}`),
    comes: "DISPOSABLE_EMAIL",
  },

  noAddress("null", null),
  noAddress("a number", 5),
  noAddress("true", true),
  noAddress("a list with an address", [ADA]),
  noAddress("an object with an address", { email: ADA, text: ADA, toString: ADA, length: 16 }),
  noAddress("an empty text", ""),
  noAddress("a blank text", " \t\n "),
  noAddress("no @", "ada.site.example"),
  noAddress("two @", "ada@eve@site.example"),
  noAddress("a header behind a line break", `${ADA}\r\nBcc: eve@evil.example`),
  noAddress("a line break behind the address", `${ADA}\r\n`),
  noAddress("a line break before the address", `\n${ADA}`),
  noAddress("a line break within", "ada\r\n@site.example"),
  ...[0x09, 0x0b, 0x0c, 0x85, 0x2028, 0x2029].flatMap((code) => [
    noAddress(`U+${code.toString(16)} behind the address`, `${ADA}${String.fromCodePoint(code)}`),
    noAddress(`U+${code.toString(16)} before the address`, `${String.fromCodePoint(code)}${ADA}`),
  ]),
  noAddress("a NUL", "ada\u0000@site.example"),
  noAddress("two addresses", `${ADA},eve@evil.example`),
  noAddress("an encoded word in the local part", "=?x?q?=41=40psres.net=3e=20?=foo@site.example"),
  noAddress("dots that SES cannot carry", "ada..l@docomo.ne.jp"),
  noAddress("a domain that cannot be in the DNS", "ada@router.local"),
  noAddress("64 KB of text", "a".repeat(65_536 - '{"email":""}'.length)),
  noAddress("an address that goes on for 60 KB", `${ADA}${".example".repeat(7_500)}`),
  refused("no such member", asJson({ name: "Ada" })),
  refused("the member in capitals", asJson({ Email: ADA })),
  refused("the member one level below", asJson({ user: { email: ADA } })),
  refused("an empty object", asJson({})),
  refused("a list", asJson([{ email: ADA }])),
  refused("null for a body", ask("null"), NO_OBJECT),
  refused("a number for a body", ask("5"), NO_OBJECT),
  refused("a text for a body", asJson(ADA), NO_OBJECT),
  refused("JSON in a text for a body", asJson(JSON.stringify({ email: ADA })), NO_OBJECT),
  refused("__proto__ with an address", ask(`{"__proto__":{"email":"${ADA}"}}`), PROTOTYPE),
  refused("__proto__ with a list of one", ask(`{"__proto__":["${ADA}"]}`), PROTOTYPE),
  refused(
    "a constructor's prototype with an address",
    ask(`{"constructor":{"prototype":{"email":"${ADA}"}}}`),
    PROTOTYPE,
  ),
  refused("no body and no type", { headers: {} }),
  refused("no body, though JSON is announced", ask(""), { Fastify: 400 }),
  refused("no body, though a form is announced", ask("", FORM_TYPE)),
  refused("half of a JSON document", ask(`{"email":"${ADA}"`), NO_JSON),
  refused("two JSON documents", ask(`{"email":"${ADA}"}{}`), NO_JSON),
  refused("a form that is called JSON", ask("email=ada%40site.example"), NO_JSON),
  refused("JSON that is called a form", ask(`{"email":"${ADA}"}`, FORM_TYPE)),
  refused("JSON that is called text", ask(`{"email":"${ADA}"}`, { "content-type": "text/plain" })),
  refused(
    "another type",
    ask(`--x\r\ncontent-disposition: form-data; name="email"\r\n\r\n${ADA}\r\n--x--\r\n`, {
      "content-type": "application/x-of-nobody",
    }),
    { Fastify: 415 },
  ),
  refused("a form without the field", ask("name=Ada", FORM_TYPE)),
  refused("a field twice", ask("email=ada%40site.example&email=eve%40evil.example", FORM_TYPE)),
  refused("a field with brackets", ask("email[]=ada%40site.example", FORM_TYPE)),
  refused("a form with __proto__", ask("__proto__[email]=ada%40site.example&__proto__=x", FORM_TYPE)),
  refused("a mistyped large provider on the list of throw-away domains", asJson({ email: "ada@gmial.com" })),

  disposable("ada@mailinator.com"),
  disposable("ada@x.mailinator.com"),
  disposable("ADA+x@MailInator.COM"),
  disposable("ada@ｍailinator.com"),
];

const check: PassCheck = {
  name: "pass",
  run: ({ pass }) => {
    if (pass === "broken") throw new Error("planted: postgres://user:secret@db.internal is down");
    if (pass === "later") return refuse("LATER", { retryAfterSeconds: 90 });
    return pass === "yes" ? passed : refuse("NO_PASS");
  },
};

/** Wants the header `x-pass: yes`, and breaks for `x-pass: broken`. */
export const DOOR: PassGate = gate<{ readonly pass: string | undefined }>("door").check(check);

export interface GuardCase {
  readonly what: string;
  readonly pass: string | undefined;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly says: object;
  readonly decided: readonly [outcome: string, reason: string];
}

const OURS = { "content-type": "application/json", "cache-control": "no-store", "x-handler": undefined };

const noPass = (what: string, pass: string | undefined): GuardCase => ({
  what,
  pass,
  status: 403,
  headers: { ...OURS, "retry-after": undefined },
  says: { success: false, error: "NO_PASS", message: "This request is refused." },
  decided: ["refused", "NO_PASS"],
});

export const GUARD_CASES: readonly GuardCase[] = [
  {
    what: "what passes reaches the handler",
    pass: "yes",
    status: 200,
    headers: { "x-handler": "reached", "retry-after": undefined },
    says: { pass: "yes" },
    decided: ["answered", "PASSED"],
  },
  noPass("without the header", undefined),
  noPass("with another value", "no"),
  {
    what: "with a time to come back",
    pass: "later",
    status: 429,
    headers: { ...OURS, "retry-after": "90" },
    says: {
      success: false,
      error: "LATER",
      message: "Too many requests. Please come back later.",
      rateLimited: true,
      retryAfterSeconds: 90,
    },
    decided: ["refused", "LATER"],
  },
  {
    what: "when a check breaks",
    pass: "broken",
    status: 500,
    headers: OURS,
    says: {
      success: false,
      error: "INTERNAL_ERROR",
      message: "Something went wrong on our side. Please try again in a while.",
    },
    decided: ["failed", "INTERNAL_ERROR"],
  },
];

export interface KeyRefusal {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const keyRefusal = (status: number, type: string, message: string, more: object): KeyRefusal => ({
  status,
  body: `{"message":"${message}"}`,
  headers: { ...OURS, "x-amzn-errortype": type, ...more },
});

/** API Gateway's own, and the time to come back, which it leaves out. */
export const KEY_REFUSALS = {
  forbidden: keyRefusal(403, "ForbiddenException", "Forbidden", {
    ratelimit: undefined,
    "retry-after": undefined,
  }),
  tooMany: keyRefusal(429, "TooManyRequestsException", "Too Many Requests", {
    ratelimit: '"demo-rate";r=0;t=1',
    "retry-after": "1",
  }),
  exceeded: keyRefusal(429, "LimitExceededException", "Limit Exceeded", {
    ratelimit: '"demo";r=0;t=50390',
    "retry-after": "50390",
  }),
  broken: keyRefusal(500, "InternalServerErrorException", "Internal server error", {
    ratelimit: undefined,
    "retry-after": undefined,
  }),
} as const;
