import type { Check } from "../../src/gate/check.ts";
import { passed, refuse } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import type { EmailMiddlewareOptions } from "../../src/package/email-middleware.ts";

/** What stands before the handler of an app, and nothing else differs. */
export const KINDS = ["bare", "guard", "validateEmail"] as const;
export type Kind = (typeof KINDS)[number];

/** Which of them a server is to be, by its first argument. */
export function kindOfThisServer(): Kind {
  const kind = KINDS.find((each) => each === process.argv[2]);
  if (kind === undefined) throw new TypeError(`The first argument must be one of ${KINDS.join(", ")}`);
  return kind;
}

const ALLOWED = new Set(["https://www.example.com"]);
const origin: Check<{ readonly origin: string | undefined }, void, "FORBIDDEN_ORIGIN"> = {
  name: "origin",
  run: ({ origin }) => (origin === undefined || ALLOWED.has(origin) ? passed : refuse("FORBIDDEN_ORIGIN")),
};

/** Decides without I/O, and next to nothing: what is measured is what stands around it. */
export const GATE = gate<{ readonly origin: string | undefined }>("bench").check(origin);

/** Syntax and lists: without I/O as well. */
export const LISTS_ALONE: EmailMiddlewareOptions = { dns: false, api: false, cache: false };

/** What every handler answers. It reads the gate's header too: on Hono the first to ask for one pays for all. */
export const answerTo = (body: unknown, origin: string | undefined) => ({
  received: (body as { readonly name: string }).name,
  from: origin,
});

const submission = { name: "Ada Lovelace", email: "ada@example.com", note: "Good day." };
const headers = { "content-type": "application/json", origin: "https://www.example.com" };

/** Passes everywhere. */
export const SHOT = { headers, body: JSON.stringify(submission), status: 200 };

/** What each kind refuses: who does not, has not got what is to be measured. */
export const REFUSED = {
  guard: { ...SHOT, headers: { ...headers, origin: "https://www.example.org" }, status: 403 },
  validateEmail: { ...SHOT, body: JSON.stringify({ ...submission, email: "ada at example" }), status: 422 },
};
