import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, testFunction } from "./support.ts";

let system: LocalSystem;
let urls: Readonly<Record<string, string | undefined>> = {};
const printed: string[] = [];

beforeAll(async () => {
  const slow = testFunction(async () => ({ statusCode: 200, body: "here" }), {
    routes: { "/slow": { payload: "1.0" } },
    settings: ["CLICKSEND_SECRET_ARN"],
    defaults: { CLICKSEND_SECRET_ARN: "clicksend" },
    build: ({ env }) => {
      urls = env;
      return async () => ({ statusCode: 200, body: "here" });
    },
  });
  system = await startLocalSystem({
    port: 0,
    dynamodbPort: 0,
    functions: { slow },
    print: (line) => printed.push(line),
  });
});
afterAll(() => system.close());

/** Sends `text`, and closes the connection once it has gone. */
async function leaveAfter(url: string, text: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await new Promise((resolve) => socket.write(text, resolve));
  const closed = new Promise((resolve) => socket.on("error", () => undefined).once("close", resolve));
  socket.destroy();
  await closed;
}

const signedFor = (service: string) => [
  `Authorization: AWS4-HMAC-SHA256 Credential=k/20261121/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
  "X-Amz-Date: 20261121T230405Z",
];

const part = (setting: string) => urls[setting] ?? "";

it.each<[string, () => string, string, string[]]>([
  ["the gateway", () => system.url, "POST /slow", []],
  ["the Invoke API", () => system.url, "POST /2015-03-31/functions/slow/invocations", []],
  ["the faults API", () => system.url, "PUT /_postern/faults", []],
  ["ses", () => part("AWS_ENDPOINT_URL_SESV2"), "POST /v2/email/outbound-emails", signedFor("ses")],
  ["sns", () => part("AWS_ENDPOINT_URL_SNS"), "POST /", signedFor("sns")],
  [
    "secrets",
    () => part("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
    "POST /",
    [...signedFor("secretsmanager"), "X-Amz-Target: secretsmanager.GetSecretValue"],
  ],
  [
    "clicksend",
    () => part("CLICKSEND_URL"),
    "POST /v3/sms/send",
    [`Authorization: Basic ${btoa("local:local")}`],
  ],
  ["dynamodb", () => system.dynamodbUrl, "POST /", ["X-Amz-Target: DynamoDB_20120810.PutItem"]],
  [
    "sqs",
    () => system.sqsUrl,
    "POST /",
    [
      ...signedFor("sqs"),
      "Content-Type: application/x-amz-json-1.0",
      "X-Amz-Target: AmazonSQS.ReceiveMessage",
    ],
  ],
])("a client that leaves %s at any point disturbs nobody", async (_what, url, line, headers) => {
  const host = new URL(url()).host;
  const head = [`${line} HTTP/1.1`, `Host: ${host}`, "Content-Length: 10", ...headers, "", ""].join("\r\n");
  for (const text of [" ", "POST /", head, `${head}half`, `${head}0123456789`]) await leaveAfter(url(), text);
  // Every server is still there, and nobody calls a leaver an error.
  expect((await rawRequest(`${system.url}/slow`, "GET")).body).toBe("here");
  expect((await rawRequest(system.dynamodbUrl, "GET")).status).toBe(200);
  expect((await rawRequest(url(), "GET")).status).toBeGreaterThan(0);
  expect(printed).toEqual([]);
});
