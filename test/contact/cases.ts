import { ORIGINS } from "../support/contact-site.ts";
import { type Ask, ask, FORM_TYPE, formAsk, JSON_TYPE, jsonAsk } from "../support/exchange.ts";
import { CLIENT_ADDRESS, VISITOR } from "../support/planted.ts";

/** One row of the table: a request, and all that must come of it. */
export interface Case {
  readonly what: string;
  readonly ask: Ask;
  readonly status: number;
  /** Headers that the answer has; `undefined` for one that it must not have. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Of the JSON answer, beside its message. */
  readonly says?: object;
  /** What a person reads who sees the answer in the window: then it is a page. */
  readonly shows?: string;
  /** As the decision line tells it. */
  readonly decided: readonly [outcome: string, reason: string];
}

const [ORIGIN, OTHER_ORIGIN] = ORIGINS;

const corsOf = (origin: string | undefined) => ({
  "access-control-allow-origin": origin,
  "access-control-allow-credentials": undefined,
});
const NO_CORS = corsOf(undefined);
/** What browsers say of a page at the form's own origin that sends no referrer. */
const OWN_PAGE = { origin: "null", "sec-fetch-site": "same-origin" };
const PREFLIGHT = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "content-type",
};

const sent = (what: string, ask: Ask, headers: Case["headers"] = {}): Case => ({
  what,
  ask,
  status: 200,
  headers: { "content-type": "application/json", "retry-after": undefined, ratelimit: undefined, ...headers },
  says: { success: true },
  decided: ["sent", "SENT"],
});

const refused = (status: number, code: string, more: object = {}) => ({
  status,
  says: { success: false, error: code, ...more },
  decided: ["refused", code] as const,
});

const invalidBody = (what: string, body: string | Uint8Array): Case => ({
  what,
  ask: ask({ body }),
  ...refused(400, "INVALID_BODY"),
});

const missing = (what: string, fields: object, ...names: string[]): Case => ({
  what,
  ask: jsonAsk(fields),
  ...refused(400, "MISSING_FIELDS", { fields: names }),
});

const tooLong = (what: string, fields: object, ...names: string[]): Case => ({
  what,
  ask: jsonAsk(fields),
  ...refused(400, "FIELD_TOO_LONG", { fields: names }),
});

/** A request with an origin; only a POST has a body. */
const ofOrigin = (origin: string, method = "POST"): Ask => {
  const { body = "", ...bare } = ask({ method, headers: { ...JSON_TYPE, origin } });
  return method === "POST" ? { ...bare, body } : bare;
};

const foreign = (origin: string): Case[] =>
  ["POST", "OPTIONS", "GET"].map((method) => ({
    what: `${method} from the origin ${origin}`,
    ask: ofOrigin(origin, method),
    ...refused(403, "FORBIDDEN_ORIGIN"),
    headers: { ...NO_CORS, "access-control-allow-methods": undefined },
  }));

const otherType = (what: string, headers: Readonly<Record<string, string>>): Case => ({
  what,
  ask: ask({ headers }),
  ...refused(415, "UNSUPPORTED_MEDIA_TYPE"),
});

const invalidEmail = (email: string): Case => ({
  what: `the address ${email}`,
  ask: jsonAsk({ email }),
  ...refused(400, "INVALID_EMAIL"),
});

const disposable = (email: string): Case => ({
  what: `a throw-away address: ${email}`,
  ask: jsonAsk({ email }),
  ...refused(400, "DISPOSABLE_EMAIL"),
});

/** A form is answered with a redirect to the page that tells what came of it; the honeypot's is that of success. */
const redirected = (what: string, ask: Ask, code?: string): Case => ({
  what,
  ask,
  status: 303,
  headers: {
    location:
      code === undefined || code === "HONEYPOT"
        ? "./contact/thanks?sent=true"
        : `./contact/thanks?error=${code}`,
  },
  decided: code === undefined ? ["sent", "SENT"] : ["refused", code],
});

const postedForm = (body: string): Ask => ask({ headers: FORM_TYPE, body });

/** As browsers ask when a person posts a form without script, or opens an address: the answer fills the window. */
const NAVIGATION = {
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
};
const posting = (headers: Readonly<Record<string, string>>): Ask =>
  formAsk({}, { headers: { ...FORM_TYPE, ...headers } });

/** What is refused before the form is looked at is answered at once, by a page. */
const shown = (what: string, asked: Ask, status: number, code: string, text: string): Case => ({
  what,
  ask: asked,
  status,
  shows: text,
  headers: { ...NO_CORS, "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  decided: ["refused", code],
});
const notFromThere = (what: string, headers: Readonly<Record<string, string>>): Case =>
  shown(what, posting(headers), 403, "FORBIDDEN_ORIGIN", "does not take messages from that website");

const bytes = (...parts: readonly (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const ofBytes = (length: number) => JSON.stringify({ ...VISITOR, message: "" }).padEnd(length, " ");
const raw = (fields: string) => `{"name":"A","email":"a@visitors.example","message":"B",${fields}}`;

export const CASES: readonly Case[] = [
  sent("a message", jsonAsk()),
  sent("a message without the honeypot's field", ask({ body: JSON.stringify(VISITOR) })),
  sent("a message with a charset", ask({ headers: { "content-type": 'Application/JSON; charset="UTF-8"' } })),
  sent("a message from an allowed origin", ofOrigin(ORIGIN), corsOf(ORIGIN)),
  sent("a message from the other allowed origin", ofOrigin(OTHER_ORIGIN), corsOf(OTHER_ORIGIN)),
  sent("a name of 100 emoji", jsonAsk({ name: "🦉".repeat(100) })),
  sent("a message of 5,000 emoji", jsonAsk({ message: "🦉".repeat(5_000) })),
  sent(
    "an address of 254 characters",
    jsonAsk({ email: `${"a".repeat(64)}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}.org` }),
  ),

  { ...sent("the honeypot filled", jsonAsk({ company: "Planted Ltd" })), decided: ["refused", "HONEYPOT"] },
  {
    ...sent("the honeypot filled, and nothing else", ask({ body: '{"company":"x"}' })),
    decided: ["refused", "HONEYPOT"],
  },

  sent("the honeypot holding a space", jsonAsk({ company: " " })),
  sent("the honeypot holding nothing that is seen", jsonAsk({ company: "\u200b\t\u2060" })),
  {
    ...sent("a form's honeypot filled, in JSON", jsonAsk({ hp_topic: "x" })),
    decided: ["refused", "HONEYPOT"],
  },

  invalidBody("no body", ""),
  invalidBody("not JSON", "{"),
  invalidBody("two documents", "{} {}"),
  invalidBody("an array", "[]"),
  invalidBody("null", "null"),
  invalidBody("a string", '"text"'),
  invalidBody(
    "a byte that is not UTF-8",
    bytes('{"name":"', [0xff], '","email":"a@visitors.example","message":"B"}'),
  ),
  invalidBody(
    "an overlong NUL",
    bytes('{"name":"', [0xc0, 0x80], '","email":"a@visitors.example","message":"B"}'),
  ),
  invalidBody("a surrogate encoded as UTF-8", bytes('{"name":"', [0xed, 0xa0, 0x80], '"}')),
  invalidBody("a byte order mark", bytes([0xef, 0xbb, 0xbf], JSON.stringify(VISITOR))),
  invalidBody("a lone surrogate, escaped", raw('"company":"\\ud800"')),
  invalidBody("a number where text belongs", raw('"company":5')),
  invalidBody("a number too large", raw('"company":1e999')),
  invalidBody("an array where text belongs", raw('"company":["x"]')),
  invalidBody("null where text belongs", raw('"company":null')),
  invalidBody("an object where text belongs", raw('"company":{"name":"x"}')),
  invalidBody("__proto__", raw('"__proto__":{"company":""}')),
  invalidBody("__proto__ as text", raw('"__proto__":"x"')),
  invalidBody("constructor.prototype", raw('"constructor":{"prototype":{}}')),
  invalidBody("a field of nobody's", raw('"subject":"x"')),
  invalidBody("60,000 nested arrays", "[".repeat(60_000)),
  invalidBody("60,000 nested arrays, closed", "[".repeat(30_000) + "]".repeat(30_000)),

  missing(
    "no field at all",
    { name: undefined, email: undefined, message: undefined },
    "name",
    "email",
    "message",
  ),
  missing("no name", { name: undefined }, "name"),
  missing("a blank message", { message: " \n\t " }, "message"),
  missing("a message of zero-width characters", { message: "\u200b\u2060\ufeff" }, "message"),

  invalidEmail("planted"),
  invalidEmail("a@localhost"),
  invalidEmail("a@b@visitors.example"),
  invalidEmail("planted..a@visitors.example"),
  invalidEmail("planted@router.local"),
  invalidEmail("planted@b.c0"),
  invalidEmail("planted@xn--a.pt"),
  sent("an address of a carrier with dots side by side", jsonAsk({ email: "planted..0511@docomo.ne.jp" })),
  sent(
    "an address that came with invisible marks",
    jsonAsk({ email: "\u200b\u202aplanted@visitors.example\u202c" }),
  ),

  disposable("planted@mailinator.com"),
  disposable("planted@x.mailinator.com"),
  disposable("planted+x@ＭａｉｌＩｎａｔｏｒ.com"),
  disposable("jörg@mailinator.com"),
  sent("an address at a large provider", jsonAsk({ email: "planted@gmail.com" })),
  sent("an alias of a person's mailbox", jsonAsk({ email: "planted@privaterelay.appleid.com" })),
  sent("an address that looks mistyped", jsonAsk({ email: "planted@gmial.example" })),

  tooLong("a name of 101 characters", { name: "n".repeat(101) }, "name"),
  tooLong("an address of 255 characters", { email: `${"a".repeat(239)}@visitors.example` }, "email"),
  tooLong("a message of 5,001 characters", { message: "m".repeat(5_001) }, "message"),
  tooLong(
    "all of them",
    { name: "n".repeat(101), email: "e".repeat(255), message: "m".repeat(5_001) },
    "name",
    "email",
    "message",
  ),

  {
    what: "a body of 64 KB and a byte",
    ask: ask({ body: ofBytes(65_537) }),
    ...refused(413, "BODY_TOO_LARGE"),
  },
  {
    what: "a body of 64 KB and a byte, before parsing",
    ask: ask({ body: "{".repeat(65_537) }),
    ...refused(413, "BODY_TOO_LARGE"),
  },
  {
    what: "a body of 64 KB",
    ask: ask({ body: ofBytes(65_536) }),
    ...refused(400, "MISSING_FIELDS", { fields: ["message"] }),
  },

  ...[
    "null",
    "https://www.site.example.evil.example",
    "https://evilwww.site.example",
    "HTTPS://WWW.SITE.EXAMPLE",
    "http://www.site.example",
    "https://www.site.example:444",
    `${ORIGIN}, ${OTHER_ORIGIN}`,
    `${ORIGIN}/`,
  ].flatMap(foreign),

  {
    what: "a preflight from an allowed origin",
    ask: {
      method: "OPTIONS",
      path: "/contact",
      headers: { origin: ORIGIN, ...PREFLIGHT },
      from: CLIENT_ADDRESS,
    },
    status: 204,
    headers: {
      ...corsOf(ORIGIN),
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "content-type, idempotency-key",
      "access-control-max-age": "7200",
    },
    decided: ["answered", "PREFLIGHT"],
  },
  {
    what: "OPTIONS without an origin",
    ask: { method: "OPTIONS", path: "/contact", headers: {}, from: CLIENT_ADDRESS },
    status: 204,
    headers: NO_CORS,
    decided: ["answered", "PREFLIGHT"],
  },
  ...["GET", "PUT", "PATCH", "DELETE"].map((method) => ({
    what: `${method} /contact`,
    ask: ofOrigin(ORIGIN, method),
    ...refused(405, "METHOD_NOT_ALLOWED"),
    headers: { allow: "POST, OPTIONS", ...corsOf(ORIGIN) },
  })),

  otherType("no Content-Type", {}),
  otherType("text/plain with JSON in it", { "content-type": "text/plain" }),
  otherType("a multipart form", { "content-type": "multipart/form-data; boundary=x" }),
  otherType("JSON in another charset", { "content-type": "application/json; charset=iso-8859-1" }),
  otherType("two types in one", { "content-type": "application/json, text/plain" }),

  redirected("a form", formAsk()),
  redirected("a form with 5,000 Thai characters", formAsk({ message: "ก".repeat(5_000) })),
  // A line break counts once, though browsers post two characters for it.
  redirected("a form of 2,500 short lines", formAsk({ message: Array(2_500).fill("m").join("\r\n") })),
  redirected("a form with the honeypot filled", formAsk({ hp_topic: "x" }), "HONEYPOT"),
  redirected("a form with the honeypot holding a space", formAsk({ hp_topic: " " })),
  // A business form may well ask for it: its visitors must be told, not thanked and lost.
  redirected("a form with a company", formAsk({ company: "Engines Ltd" }), "INVALID_BODY"),
  redirected("a form with a company that is left empty", formAsk({ company: "" })),
  redirected("a form with a company of spaces", formAsk({ company: " " })),
  redirected("a form without a message", formAsk({ message: "" }), "MISSING_FIELDS"),
  redirected("a form with an address of nobody's", formAsk({ email: "x" }), "INVALID_EMAIL"),
  redirected("a form with a throw-away address", formAsk({ email: "x@mailinator.com" }), "DISPOSABLE_EMAIL"),
  redirected("a form with a long name", formAsk({ name: "n".repeat(101) }), "FIELD_TOO_LONG"),
  redirected("a form with a repeated field", postedForm("name=A&name=B"), "INVALID_BODY"),
  redirected("a form with an escape that is not UTF-8", postedForm("name=%ff"), "INVALID_BODY"),
  redirected("a form of more than 64 KB", postedForm(`name=${"n".repeat(65_536)}`), "BODY_TOO_LARGE"),

  // A page with Referrer-Policy: no-referrer posts its forms with Origin: null. The browser itself says whose page it is.
  redirected("a form of our own page that hides where it is", posting(OWN_PAGE)),
  redirected("the same, as a browser posts it", posting({ ...NAVIGATION, ...OWN_PAGE })),
  sent(
    "JSON of our own page that hides where it is",
    ask({ headers: { ...JSON_TYPE, ...OWN_PAGE } }),
    NO_CORS,
  ),
  ...["same-site", "cross-site"].map((site) =>
    notFromThere(`a form of a hidden origin that is ${JSON.stringify(site)}`, {
      origin: "null",
      "sec-fetch-site": site,
    }),
  ),
  notFromThere("a form of a hidden origin", { origin: "null" }),
  notFromThere("a form of another website", { origin: "https://other.example" }),
  notFromThere("a form of another website that calls itself ours", {
    origin: "https://other.example",
    "sec-fetch-site": "same-origin",
  }),
  redirected(
    "a multipart form, posted without script",
    ask({ headers: { ...NAVIGATION, "content-type": "multipart/form-data; boundary=x" }, body: "--x--" }),
    "UNSUPPORTED_MEDIA_TYPE",
  ),
  redirected(
    "a form as plain text, posted without script",
    ask({ headers: { ...NAVIGATION, "content-type": "text/plain" }, body: "name=A" }),
    "UNSUPPORTED_MEDIA_TYPE",
  ),
  redirected(
    "a form in another charset",
    ask({ headers: { "content-type": "application/x-www-form-urlencoded; charset=iso-8859-1" } }),
    "UNSUPPORTED_MEDIA_TYPE",
  ),
  ...["GET", "PUT"].map((method) => {
    const headers = method === "GET" ? NAVIGATION : { ...NAVIGATION, ...FORM_TYPE };
    const { body: _none, ...asked } = ask({
      method,
      headers,
      path: "/contact?name=A&email=a%40visitors.example",
    });
    const row = shown(`${method} /contact in a window`, asked, 405, "METHOD_NOT_ALLOWED", "Use POST");
    return { ...row, headers: { ...row.headers, allow: "POST, OPTIONS" } };
  }),
  {
    what: "JSON in a window: scripts alone post it, and read the answer",
    ask: ask({ headers: { ...NAVIGATION, ...JSON_TYPE, origin: "https://other.example" } }),
    ...refused(403, "FORBIDDEN_ORIGIN"),
  },
];
