import { Agent, createServer, type IncomingHttpHeaders, request } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Listening, listen } from "../../local/listen.ts";

let server: Listening;
beforeAll(async () => {
  server = await listen(
    createServer((_, response) => void response.end()),
    0,
    "a port",
  );
});
afterAll(() => server.close());

it("promises no end of a connection that a client keeps: a call at that moment would be cut off", async () => {
  const agent = new Agent({ keepAlive: true });
  const headers = await new Promise<IncomingHttpHeaders>((resolve, reject) => {
    const asked = request(server.url, { agent }, (answer) =>
      answer.resume().on("end", () => resolve(answer.headers)),
    );
    asked.on("error", reject).end();
  });
  agent.destroy();
  expect(headers.connection).toBe("keep-alive");
  // Node would write `timeout=5` here, and mean it.
  expect(headers).not.toHaveProperty("keep-alive");
});
