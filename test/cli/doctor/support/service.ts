import { createServer } from "node:http";
import { listen } from "../../../../local/listen.ts";

/** A service of AWS that answers whatever it is told to: by operation (`DescribeTable`) or by path. */
export async function startService(answers: Readonly<Record<string, object>>) {
  const server = createServer((request, response) => {
    const operation = String(request.headers["x-amz-target"] ?? "").split(".")[1];
    const [path = ""] = (request.url ?? "").split("?", 1);
    const answer = answers[operation ?? path];
    request.resume();
    response.writeHead(answer === undefined ? 500 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? {}));
  });
  return listen(server, 0, "the port of a service");
}
