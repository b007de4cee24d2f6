import { createServer, type IncomingMessage } from "node:http";
import { parseJsonObject } from "../src/http/json-object.ts";
import { json } from "../src/http/message.ts";
import { readBody } from "./body.ts";
import { behindFaults, type Refusals } from "./faults.ts";
import { listen } from "./listen.ts";
import { refuseForeign } from "./own-origin.ts";
import { type Answering, pathOf, serve } from "./serve.ts";
import type { StandIn, Surroundings } from "./stand-in.ts";

const PATH = "/v1/verify";
const MAX_BODY_BYTES = 10_000;

/** A remote API that validates addresses. What it says of one is what the local part asks for: `risky@…` is risky. */
export const emailApi: StandIn = {
  endpointSetting: "EMAIL_API_URL",
  start: async (surroundings) => {
    const { fault, report, port } = surroundings;
    const server = createServer(behindFaults(fault, refusals, serve(answering(surroundings), report)));
    const listening = await listen(server, port, "the port of the e-mail API");
    return { ...listening, url: `${listening.url}${PATH}` };
  },
};

function answering(surroundings: Surroundings): Answering {
  return async (request) => {
    const foreign = refuseForeign(request);
    if (foreign !== undefined) return foreign;
    if (pathOf(request) !== PATH) return failure(404, "There is no such resource.");
    if (request.method !== "POST") return failure(405, "Only POST is allowed.");
    if (!isAuthorized(request, surroundings)) return UNAUTHORIZED;
    const email = emailOf(request, await readBody(request, MAX_BODY_BYTES));
    if (email === undefined) return failure(400, `The body must be JSON with "email" and "checks".`);
    const local = ADDRESS.exec(email)?.groups?.local;
    return local === undefined ? UNPROCESSABLE : json(200, OPINIONS.get(local.toLowerCase()) ?? DELIVERABLE);
  };
}

/** The key that the functions were given. */
const isAuthorized = ({ headers }: IncomingMessage, { valuesOf }: Surroundings) =>
  valuesOf("TRUEMAIL_API_KEY").some((key) => headers.authorization === `Bearer ${key}`);

function emailOf({ headers }: IncomingMessage, body: Buffer | "too-large"): string | undefined {
  if (body === "too-large" || !headers["content-type"]?.startsWith("application/json")) return undefined;
  const { email, checks } = parseJsonObject(body.toString()) ?? {};
  const areChecks =
    Array.isArray(checks) && checks.length > 0 && checks.every((each) => CHECKS.includes(each));
  return typeof email === "string" && areChecks ? email : undefined;
}

const CHECKS: readonly unknown[] = ["syntax", "mx"];

/** As addresses go over a wire without SMTPUTF8: ASCII, the domain in lower case and as punycode. */
const ADDRESS = /^(?<local>[\x21-\x3f\x41-\x7e]{1,64})@(?:[a-z0-9-]+\.)+[a-z0-9-]+$/;

const DELIVERABLE = { status: "deliverable", disposable: false };

const OPINIONS: ReadonlyMap<string, object> = new Map([
  ["undeliverable", { status: "undeliverable", disposable: false }],
  ["disposable", { status: "deliverable", disposable: true }],
  ["risky", { status: "risky", disposable: false }],
  ["unknown", { status: "unknown", disposable: false }],
]);

const failure = (status: number, error: string) => json(status, { error });

const UNAUTHORIZED = failure(401, "The key is missing or wrong.");
const UNPROCESSABLE = failure(422, "This is not an address.");

const refusals: Refusals = {
  reject: UNPROCESSABLE,
  error: failure(500, "An internal error occurred."),
  throttle: failure(429, "Too many requests."),
  unauthorized: UNAUTHORIZED,
};
