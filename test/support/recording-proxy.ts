import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { listen } from "../../local/listen.ts";

/** One request that went over the wire. */
export interface Call {
  /** As IAM calls it: `dynamodb:PutItem`. */
  readonly action: string;
  readonly body: unknown;
}

/** Stands in front of a service and writes down every call before it passes it on. */
export async function recordingProxy(target: string, calls: Call[]) {
  const { host, port, hostname } = new URL(target);
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = "", url: path = "" } = incoming;
    calls.push({ action: actionOf(method, path, incoming.headers), body: JSON.parse(body.toString()) });

    const headers = { ...incoming.headers, host };
    const passed = httpRequest({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    outgoing.on("close", () => passed.destroy());
    passed.end(body);
  });
  return listen(server, 0, "the port of a proxy");
}

function actionOf(method: string, path: string, headers: IncomingHttpHeaders): string {
  const target = headers["x-amz-target"];
  if (target !== undefined) {
    const [service = "", action] = String(target).split(".");
    return `${service === "AmazonSQS" ? "sqs" : "dynamodb"}:${action}`;
  }
  if (method === "POST" && path === "/v2/email/outbound-emails") return "ses:SendEmail";
  return `${method} ${path}`;
}
