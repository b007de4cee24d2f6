import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { type Listening, listen } from "../local/listen.ts";

/** A call of AWS as it comes over the wire. */
export interface Call {
  /** The access key it was signed with: every program of a run has its own. */
  readonly caller: string;
  /** The last part of `x-amz-target`; empty where the protocol has none. */
  readonly action: string;
  readonly body: string;
  /** Sends it on, changed or not, here or elsewhere. */
  pass(change?: { readonly to?: string; readonly body?: string }): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Passed {
  /** `cut`: the connection is closed without an answer. `hang`: there is never one. */
  readonly reply: Reply | "cut" | "hang";
  /** Called when the caller never gets the answer, whatever the reason. */
  readonly unanswered?: () => void;
}

/** Stands in front of a service: sees every call, and decides what becomes of it. */
export async function startFront(
  target: string,
  passage: (call: Call) => Promise<Passed>,
  report: (error: unknown) => void,
): Promise<Listening> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, outgoing) => {
    incoming.on("error", () => undefined);
    try {
      const body = await bodyOf(incoming);
      const { reply, unanswered } = await passage({
        caller: /Credential=([^/]+)\//.exec(incoming.headers.authorization ?? "")?.[1] ?? "",
        action:
          String(incoming.headers["x-amz-target"] ?? "")
            .split(".")
            .at(-1) ?? "",
        body,
        pass: ({ to = target, body: changed = body } = {}) => send(agent, to, incoming, changed),
      });
      if (outgoing.destroyed) return unanswered?.();
      outgoing.once("close", () => {
        if (!outgoing.writableFinished) unanswered?.();
      });
      if (reply === "cut") outgoing.destroy();
      else if (reply !== "hang") outgoing.writeHead(reply.status, reply.headers).end(reply.body);
    } catch (error) {
      // Whoever is killed leaves in the middle of a sentence.
      if (!incoming.complete) return;
      report(error);
      outgoing.destroy();
    }
  });
  const listening = await listen(server, 0, "the port of a front");
  return {
    ...listening,
    close: async () => {
      agent.destroy();
      await listening.close();
    },
  };
}

async function bodyOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(agent: Agent, to: string, incoming: IncomingMessage, body: string): Promise<Reply> {
  const { host, hostname, port } = new URL(to);
  const { method, url: path } = incoming;
  const headers = { ...incoming.headers, host, "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = { agent, hostname, port, headers, ...(method && { method }), ...(path && { path }) };
    const passed = request(options, async (answer) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk);
        const { connection: _, "transfer-encoding": __, ...kept } = answer.headers;
        resolve({ status: answer.statusCode ?? 502, headers: kept, body: Buffer.concat(chunks) });
      } catch (error) {
        reject(error);
      }
    });
    passed.on("error", reject);
    passed.end(body);
  });
}
