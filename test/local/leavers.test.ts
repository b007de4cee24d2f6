import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, testFunction } from "./support.ts";

let system: LocalSystem;
let sesUrl: string;
const printed: string[] = [];

beforeAll(async () => {
  const slow = testFunction(async () => ({ statusCode: 200, body: "here" }), {
    routes: { "/slow": "1.0" },
    build: ({ env }) => {
      sesUrl = env.AWS_ENDPOINT_URL_SESV2 ?? "";
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

const SIGNED = [
  `Authorization: AWS4-HMAC-SHA256 Credential=k/20261121/us-east-1/ses/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
  "X-Amz-Date: 20261121T230405Z",
];

it.each<[string, () => string, string, string[]]>([
  ["the gateway", () => system.url, "POST /slow", []],
  ["the Invoke API", () => system.url, "POST /2015-03-31/functions/slow/invocations", []],
  ["the faults API", () => system.url, "PUT /_postern/faults", []],
  ["ses", () => sesUrl, "POST /v2/email/outbound-emails", SIGNED],
  ["dynamodb", () => system.dynamodbUrl, "POST /", ["X-Amz-Target: DynamoDB_20120810.PutItem"]],
])("a client that leaves %s at any point disturbs nobody", async (_what, url, line, headers) => {
  const host = new URL(url()).host;
  const head = [`${line} HTTP/1.1`, `Host: ${host}`, "Content-Length: 10", ...headers, "", ""].join("\r\n");
  for (const text of [" ", "POST /", head, `${head}half`, `${head}0123456789`]) await leaveAfter(url(), text);
  // Every server is still there, and nobody calls a leaver an error.
  expect((await rawRequest(`${system.url}/slow`, "GET")).body).toBe("here");
  expect((await rawRequest(system.dynamodbUrl, "GET")).status).toBe(200);
  expect((await rawRequest(sesUrl, "GET")).status).toBe(403);
  expect(printed).toEqual([]);
});
