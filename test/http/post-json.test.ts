import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type PostFailed, postJson } from "../../src/http/post-json.ts";
import {
  answers,
  cutsOff,
  hangs,
  type Received,
  resets,
  type Service,
  startService,
} from "../sms/support/service.ts";

/*
 * What matters of a request that failed is whether a byte of it can have arrived: then it may have sent a text.
 */

const AGES_MS = 30_000;
const SHORT_MS = 150;
const BODY = JSON.stringify({ text: "ünï" });

let service: Service;
let seen: Received;
/** Accepts connections and says nothing: no TLS handshake ever ends. */
let silent: Server;
const sockets: Socket[] = [];
beforeAll(async () => {
  service = await startService("a provider", (response, received) => {
    seen = received;
    answers(201, "application/json", '{"ünï":1}')(response, received);
  });
  silent = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  await service.close();
});
afterEach(() => service.behave());

const post = (url = `${service.url}/path`, limits = {}) =>
  postJson({
    url: new URL(url),
    headers: { authorization: "Basic x" },
    body: BODY,
    connectTimeoutMs: AGES_MS,
    readTimeoutMs: AGES_MS,
    ...limits,
  });
const failure = (posted: ReturnType<typeof post>) =>
  posted.then(
    () => expect.fail("it should have failed"),
    ({ name, code, arrived }: PostFailed) => ({ name, code, arrived }),
  );
const failed = (code: unknown, arrived: boolean) => ({ name: "PostFailed", code, arrived });

describe("postJson", () => {
  it("posts JSON with its length in bytes, and gives back status and text", async () => {
    expect(await post()).toEqual({ status: 201, body: '{"ünï":1}' });
    expect(seen).toMatchObject({
      method: "POST",
      path: "/path",
      body: BODY,
      headers: {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(BODY)),
        authorization: "Basic x",
      },
    });
  });

  it.each([302, 400, 429, 500])(
    "gives back a %i as it is: no redirect is followed, nothing is tried again",
    async (status) => {
      const before = service.asked();
      service.misbehave((response) => void response.writeHead(status, { location: service.url }).end("x"));
      expect(await post()).toEqual({ status, body: "x" });
      expect(service.asked() - before).toBe(1);
    },
  );

  it("nobody listens: it cannot have arrived", async () => {
    expect(await failure(post("http://127.0.0.1:1/"))).toEqual(failed("ECONNREFUSED", false));
  });

  it("the name is not found: it cannot have arrived", async () => {
    const code = expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(await failure(post("http://provider.invalid/"))).toEqual(failed(code, false));
  });

  it("the connection does not come to stand in time, TLS included: it cannot have arrived", async () => {
    const { port } = silent.address() as { port: number };
    const posted = post(`https://127.0.0.1:${port}/`, { connectTimeoutMs: SHORT_MS });
    expect(await failure(posted)).toEqual(failed("CONNECT_TIMEOUT", false));
  });

  it("the connection is cut before TLS stands: it cannot have arrived", async () => {
    const posted = failure(post(service.url.replace("http:", "https:")));
    expect(await posted).toEqual(failed(expect.any(String), false));
  });

  it.each([
    ["no answer in time", hangs, "READ_TIMEOUT", { readTimeoutMs: SHORT_MS }],
    ["a reset", resets, "ECONNRESET", {}],
    ["an answer that breaks off", cutsOff, "ANSWER_CUT_OFF", {}],
    ["an answer over a megabyte", answers(200, "text/plain", "x".repeat(1_048_577)), "ANSWER_TOO_LARGE", {}],
  ])("%s: it may have arrived", async (_, respond, code, limits) => {
    service.misbehave(respond);
    expect(await failure(post(undefined, limits))).toEqual(failed(code, true));
  });

  it("an answer of a megabyte, to the byte, is read", async () => {
    service.misbehave(answers(200, "text/plain", "x".repeat(1_048_576)));
    expect((await post()).body).toHaveLength(1_048_576);
  });
});
