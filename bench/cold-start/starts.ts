import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { makeKey } from "../../src/access/key.ts";

/** One function and what it is asked first. */
export interface Start {
  readonly name: string;
  readonly module: string;
  readonly event: object;
  /** Members of the answer: a wrong answer was another measurement. */
  readonly expected: Readonly<Record<string, unknown>>;
  /** Most times the bare function's. */
  readonly atMost?: number;
}

/** What all functions find in their environment. @param url answers as AWS and ClickSend. */
export const environment = (url: string): Readonly<Record<string, string>> => ({
  AWS_REGION: "eu-north-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_ENDPOINT_URL: url,
  RATE_TABLE: "bench",
  FROM_EMAIL: "website@example.com",
  ALLOWED_ORIGIN: "https://www.example.com",
  TABLE_NAME: "bench",
  CLICKSEND_SECRET_ARN: "bench/clicksend",
  PHONE_HASH_SECRET_ARN: "bench/phone-hash",
  CLICKSEND_URL: url,
  USAGE_PLAN: "function",
  ACCESS_TABLE: "bench",
});

const functionAt = (name: string) =>
  fileURLToPath(new URL(`../../dist/functions/${name}/index.mjs`, import.meta.url));

/** As API Gateway writes it (REST, payload 1.0). */
const eventOf = (path: string, body: object, headers: object = {}) => ({
  httpMethod: "POST",
  path,
  headers: { "Content-Type": "application/json", Origin: "https://www.example.com", ...headers },
  requestContext: { identity: { sourceIp: "203.0.113.7" } },
  body: JSON.stringify(body),
  isBase64Encoded: false,
});

const submission = { name: "Ada", email: "ada@example.com", message: "Good day", company: "" };
const text = { phone: "+66812345678", message: "Your code is 123456" };

const REFUSED_AT_MOST = 1.15;
const ACCEPTED_AT_MOST = 3;

export const BARE: Start = {
  name: "bare",
  module: fileURLToPath(new URL("./bare.mjs", import.meta.url)),
  event: eventOf("/contact", submission),
  expected: { statusCode: 200 },
};

export const STARTS: readonly Start[] = [
  {
    name: "contact, refused before I/O (fields missing)",
    module: functionAt("contact"),
    event: eventOf("/contact", { ...submission, message: "" }),
    expected: { statusCode: 400 },
    atMost: REFUSED_AT_MOST,
  },
  {
    name: "sms, refused before I/O (blocked country)",
    module: functionAt("sms"),
    event: { ...text, phone: "+2348012345678" },
    expected: { error: "BLOCKED_COUNTRY" },
  },
  {
    name: "formsubmit, refused before I/O (no key)",
    module: functionAt("formsubmit"),
    event: eventOf("/formsubmit", submission),
    expected: { statusCode: 403 },
  },
  {
    name: "contact, accepted",
    module: functionAt("contact"),
    event: eventOf("/contact", submission),
    expected: { statusCode: 200 },
    atMost: ACCEPTED_AT_MOST,
  },
  {
    name: "sms, accepted",
    module: functionAt("sms"),
    event: text,
    expected: { success: true, provider: "ClickSend" },
  },
  {
    name: "formsubmit, accepted",
    module: functionAt("formsubmit"),
    event: eventOf("/formsubmit", submission, { "x-api-key": makeKey(randomBytes) }),
    expected: { statusCode: 200 },
  },
];
