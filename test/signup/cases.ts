import { expect } from "vitest";
import { type Ask, FORM_TYPE, JSON_TYPE } from "../support/exchange.ts";
import { CLIENT_ADDRESS, VISITOR } from "../support/planted.ts";
import { ORIGIN, signupAsk } from "./support/world.ts";

/** One row of the answer table: a request, and all that must come of it. */
export interface Case {
  readonly what: string;
  readonly ask: Ask;
  readonly status: number;
  /** Headers that the answer has; `undefined` for one that it must not have. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** The JSON answer. */
  readonly says?: object;
  /** As the decision line tells it. */
  readonly decided: readonly [outcome: string, reason: string];
}

const JSON_ANSWER = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "retry-after": undefined,
  ratelimit: undefined,
};
const corsOf = (origin: string | undefined) => ({
  "access-control-allow-origin": origin,
  "access-control-allow-credentials": undefined,
});

const signedUp = (what: string, ask: Ask, headers: Case["headers"] = {}): Case => ({
  what,
  ask,
  status: 201,
  headers: { ...JSON_ANSWER, ...headers },
  says: { success: true, message: "Thank you. You are signed up." },
  decided: ["sent", "SENT"],
});

const refused = (
  what: string,
  status: number,
  code: string,
  ask: Ask,
  headers: Case["headers"] = {},
): Case => ({
  what,
  ask,
  status,
  headers: { ...JSON_ANSWER, ...headers },
  says: { success: false, error: code, message: expect.any(String) },
  decided: ["refused", code],
});

/** 422: the form of the source text, and its words for three of them. */
const aboutTheAddress = (code: string, error: string) => (email: unknown) => ({
  what: `the address ${JSON.stringify(email)?.slice(0, 60)}`,
  ask: signupAsk({ email }),
  status: 422,
  headers: JSON_ANSWER,
  says: { error },
  decided: ["refused", code] as const,
});
const invalid = aboutTheAddress("INVALID_EMAIL", "Valid email required");
/** Others may write to it. The person is told why this service cannot. */
const unsendable = aboutTheAddress(
  "UNSENDABLE_EMAIL",
  "We cannot send mail to that address: before the @ our mail service takes no letters beyond a to z, and no dots at the ends or side by side. Please give another address.",
);
const disposable = aboutTheAddress("DISPOSABLE_EMAIL", "Disposable emails not accepted");
const undeliverable = aboutTheAddress("UNDELIVERABLE_EMAIL", "That email isn't deliverable");

const invalidBody = (what: string, body: string | Uint8Array) =>
  refused(what, 400, "INVALID_BODY", signupAsk(body));

const otherType = (what: string, headers: Readonly<Record<string, string>>) =>
  refused(what, 415, "UNSUPPORTED_MEDIA_TYPE", signupAsk(undefined, { headers }));

const ofOrigin = (origin: string, method = "POST"): Ask => {
  const { body = "", ...bare } = signupAsk(undefined, { method, headers: { ...JSON_TYPE, origin } });
  return method === "POST" ? { ...bare, body } : bare;
};

const bytes = (...parts: readonly (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const raw = (fields: string) => `{"email":"${VISITOR.email}",${fields}}`;
const ofBytes = (length: number) => JSON.stringify({ email: VISITOR.email }).padEnd(length, " ");

export const CASES: readonly Case[] = [
  signedUp("an address", signupAsk()),
  signedUp("an address with space around it", signupAsk({ email: ` ${VISITOR.email}\n` })),
  signedUp(
    "an address that came with invisible marks",
    signupAsk({ email: `\u200b${VISITOR.email}\u00a0\u2060` }),
  ),
  signedUp(
    "an address and more",
    signupAsk(raw('"name":"Ada","plan":{"seats":[1,2]},"ok":true,"none":null')),
  ),
  signedUp(
    "a charset",
    signupAsk(undefined, { headers: { "content-type": 'Application/JSON; charset="UTF-8"' } }),
  ),
  signedUp("an allowed origin", ofOrigin(ORIGIN), corsOf(ORIGIN)),
  signedUp("a body of 16 KB", signupAsk(ofBytes(16_384))),

  ...[undefined, null, "", " ", 7, true, [VISITOR.email], { email: VISITOR.email }].map(invalid),
  ...["planted", "@visitors.example", "planted@localhost", "planted@[203.0.113.1]"].map(invalid),
  ...["a@b@visitors.example", `${VISITOR.email},${VISITOR.email}`, `Planted <${VISITOR.email}>`].map(invalid),
  ...[`${VISITOR.email}\r\nBcc: a@evil.example`, '"a@evil.example x"@visitors.example'].map(invalid),
  ...["=?utf-8?q?planted?=@visitors.example", "\ud800@visitors.example"].map(invalid),
  ...["=?x?q?=41=40psres.net=3e=20?=foo@visitors.example", "planted..a@visitors.example"].map(invalid),
  ...["planted@visitors.local", "planted@b.1-1", "planted@xn--a.pt"].map(invalid),
  ...["plänted@visitors.example", "planted..0511@docomo.ne.jp", "planted.visitor.@ezweb.ne.jp"].map(
    unsendable,
  ),
  ...[`${"a".repeat(65)}@visitors.example`, `${"a".repeat(15_000)}@`].map(invalid),

  ...["planted@mailinator.com", "planted@x.y.mailinator.com", "planted@ＭａｉｌＩｎａｔｏｒ.com"].map(
    disposable,
  ),
  ...["planted@nobody-has-this.example", "planted@x.nobody-has-this.example"].map(undeliverable),

  invalidBody("no body", ""),
  invalidBody("not JSON", "{"),
  invalidBody("two documents", "{} {}"),
  invalidBody("an array", "[]"),
  invalidBody("null", "null"),
  invalidBody("a string", JSON.stringify(VISITOR.email)),
  invalidBody("a byte that is not UTF-8", bytes('{"email":"', [0xff], '"}')),
  invalidBody("an overlong NUL", bytes(raw('"name":"').slice(0, -1), [0xc0, 0x80], '"}')),
  invalidBody("a byte order mark", bytes([0xef, 0xbb, 0xbf], JSON.stringify({ email: VISITOR.email }))),
  invalidBody("a number too large", raw('"age":1e999')),
  invalidBody("arrays nested 33 deep", raw(`"deep":${"[".repeat(33)}${"]".repeat(33)}`)),
  invalidBody("7,000 nested arrays", raw(`"deep":${"[".repeat(7_000)}${"]".repeat(7_000)}`)),
  invalidBody("16,000 nested arrays, open", "[".repeat(16_000)),
  invalidBody("__proto__", raw('"__proto__":{"admin":true}')),
  invalidBody("__proto__, deeper", raw('"data":{"__proto__":{"admin":true}}')),

  refused("a body of 16 KB and a byte", 413, "BODY_TOO_LARGE", signupAsk(ofBytes(16_385))),
  refused("that much before parsing", 413, "BODY_TOO_LARGE", signupAsk("{".repeat(16_385))),

  otherType("no Content-Type", {}),
  otherType("a form, which any page may post", FORM_TYPE),
  otherType("text/plain with JSON in it", { "content-type": "text/plain" }),
  otherType("JSON in another charset", { "content-type": "application/json; charset=iso-8859-1" }),
  otherType("two types in one", { "content-type": "application/json, text/plain" }),

  ...[
    "null",
    `${ORIGIN}.evil.example`,
    "https://evilwww.site.example",
    ORIGIN.toUpperCase(),
    `${ORIGIN}/`,
  ].flatMap((origin) =>
    ["POST", "OPTIONS", "GET"].map((method) =>
      refused(`${method} from the origin ${origin}`, 403, "FORBIDDEN_ORIGIN", ofOrigin(origin, method), {
        ...corsOf(undefined),
        "access-control-allow-methods": undefined,
      }),
    ),
  ),
  ...["GET", "HEAD", "PUT", "PATCH", "DELETE"].map((method) =>
    refused(method, 405, "METHOD_NOT_ALLOWED", ofOrigin(ORIGIN, method), {
      allow: "POST, OPTIONS",
      ...corsOf(ORIGIN),
    }),
  ),
  {
    what: "a preflight from an allowed origin",
    ask: { method: "OPTIONS", path: "/signup", headers: { origin: ORIGIN }, from: CLIENT_ADDRESS },
    status: 204,
    headers: {
      ...corsOf(ORIGIN),
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "content-type, idempotency-key",
      "access-control-max-age": "7200",
    },
    decided: ["answered", "PREFLIGHT"],
  },
];
