import { createWriteStream } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { contactForm } from "../../src/contact/contact-form.ts";
import { byMail } from "../../src/contact/dispatch.ts";
import { emailValidator } from "../../src/email/email-validator.ts";
import { emailLists } from "../../src/email/lists.ts";
import type { HttpRequest } from "../../src/http/message.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbClaims } from "../../src/stores/dynamodb-claims.ts";
import { decisionLine } from "../../src/telemetry/decision-line.ts";
import { LOCAL } from "../dynamodb/local.ts";
import { serveInChild } from "./in-child.ts";
import { readBody } from "./read-body.ts";

/** The contact form behind node:http, with a decision line per request: what the function does, less the event of Lambda. */
const [endpoint = "", tableName = ""] = process.argv.slice(2);

const validator = emailValidator({ lists: emailLists() });
const form = contactForm({
  allowedOrigins: new Set(["https://www.example.com"]),
  limitPerHour: 5,
  edgeSecrets: [],
  requireEdge: false,
  validator: () => validator,
  slots: dynamoDbClaims(
    dynamoDbTable({
      ...LOCAL,
      endpoint,
      tableName,
    }),
  ),
  dispatch: byMail({
    envelope: { from: "website@example.com", to: "office@example.com", siteName: "Example" },
    // Keeps nothing: what a provider takes is not ours to measure.
    mailer: { send: async () => ({ sent: true, value: { messageId: "bench" } }) },
  }),
});

/** As a long-running server logs: collected while the disk is busy. A Lambda function writes at once. */
const log = createWriteStream("/dev/null");

let requests = 0;
let decisions: Record<string, number> = {};

serveInChild(
  createServer(async (incoming, outgoing) => {
    const startedMs = performance.now();
    const elapsedMs = () => performance.now() - startedMs;
    const atMs = Date.now();
    const request = toRequest(incoming, await readBody(incoming));
    const { response, conclusion } = await form.handle(request, {
      nowMs: atMs,
      elapsedMs,
      get signal() {
        return AbortSignal.timeout(15_000);
      },
    });
    const record = {
      ...conclusion,
      status: response.status,
      requestId: `bench-${requests}`,
      atMs,
      durationMs: elapsedMs(),
    };
    log.write(`${decisionLine(record)}\n`);
    outgoing.writeHead(response.status, {
      ...response.headers,
      "content-length": Buffer.byteLength(response.body),
    });
    outgoing.end(response.body);
    decisions[conclusion.reason] = (decisions[conclusion.reason] ?? 0) + 1;
  }),
  () => {
    const sinceLast = decisions;
    decisions = {};
    return sinceLast;
  },
);

function toRequest(incoming: IncomingMessage, body: Buffer): HttpRequest {
  const [path = "/", query] = (incoming.url ?? "/").split("?");
  requests += 1;
  return {
    method: incoming.method ?? "GET",
    path,
    query: query === undefined ? {} : Object.fromEntries(new URLSearchParams(query)),
    // Node has joined repeated headers itself, save Set-Cookie, which no request carries.
    headers: incoming.headers as HttpRequest["headers"],
    body,
    // Each request from a new visitor: the load comes from one address, which would be used up at once.
    clientAddress: `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests & 255}`,
  };
}
