import { type ClientRequest, request } from "node:http";
import { text } from "node:stream/consumers";
import type { Answer, App, Ask } from "./harness.ts";

/** Asks a server on the loopback interface, whose URL has no path. The socket is bound to the address it is to come from. */
export const overHttp =
  (url: string, mountedAt = "/"): App["ask"] =>
  ({ method = "POST", path = mountedAt, headers = {}, body, from = "127.0.0.1" }) =>
    exchanged(request(new URL(path, url), { method, headers, localAddress: from, agent: false }), body);

/** Sends the body, and waits for the answer. */
export const exchanged = (asking: ClientRequest, body: Ask["body"]) =>
  new Promise<Answer>((resolve, reject) => {
    asking.once("error", reject);
    asking.once("response", async (response) => {
      const { statusCode = 0, headers: got } = response;
      const joined = Object.entries(got).map(([name, value]) => [name, [value].flat().join(", ")]);
      try {
        resolve({ status: statusCode, headers: Object.fromEntries(joined), body: await text(response) });
      } catch (error) {
        reject(error);
      }
    });
    asking.end(body);
  });
