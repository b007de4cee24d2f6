import { createServer, type IncomingMessage } from "node:http";
import { serveInChild } from "./in-child.ts";
import { readBody } from "./read-body.ts";

/** Says yes to every call of an accepted request at once, so that a cold start waits for nobody else's work. */
serveInChild(
  createServer(async (request, response) => {
    await readBody(request);
    const answer = answerTo(request);
    response.writeHead(answer === undefined ? 400 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { message: "The benchmark expects other calls" }));
  }),
);

/** As JSON it holds ClickSend's credentials, as text it is long enough for the key of the references. */
const SECRET = JSON.stringify({ username: "bench", api_key: "bench" });

/** Every API key is known, of the plan that there is by default. */
const KEY_RECORD = JSON.stringify({ id: "bench", name: "bench", plan: "demo", createdAtMs: 0 });

const BY_TARGET: Readonly<Record<string, object>> = {
  "DynamoDB_20120810.GetItem": { Item: { record: { S: KEY_RECORD } } },
  "DynamoDB_20120810.PutItem": {},
  "DynamoDB_20120810.UpdateItem": {},
  "secretsmanager.GetSecretValue": { SecretString: SECRET },
};

const BY_PATH: Readonly<Record<string, object>> = {
  "/v2/email/outbound-emails": { MessageId: "bench" },
  "/v3/sms/send": { data: { messages: [{ status: "SUCCESS", message_id: "bench" }] } },
};

const answerTo = ({ url = "", headers }: IncomingMessage): object | undefined =>
  BY_TARGET[String(headers["x-amz-target"])] ?? BY_PATH[url];
