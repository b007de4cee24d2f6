import { createServer, request as httpRequest } from "node:http";
import { listen } from "../../../local/listen.ts";

/**
 * Stands in front of SQS, writes down what was asked, and cuts the line, unanswered and not passed on, when an action is asked
 * that is to be cut.
 */
export async function cuttingProxy(target: string) {
  const { host, port, hostname } = new URL(target);
  const actions: string[] = [];
  const cut = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const action = String(headers["x-amz-target"]).split(".").at(-1) ?? "";
    actions.push(action);
    if (cut.has(action)) return void incoming.socket.destroy();
    const passed = httpRequest({ hostname, port, method, path, headers: { ...headers, host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  return { ...(await listen(server, 0, "the port of a proxy")), actions, cut };
}
