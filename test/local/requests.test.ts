import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, testFunction } from "./support.ts";

let system: LocalSystem;
let impatient: LocalSystem;
const printed: string[] = [];
beforeAll(async () => {
  const echo = testFunction(async (event) => ({ statusCode: 200, body: JSON.stringify(event) }), {
    routes: { "/echo": { payload: "1.0" }, "/guarded": { payload: "1.0", requiresKey: true } },
  });
  system = await startLocalSystem({
    ...{ port: 0, dynamodbPort: 0, functions: { echo } },
    print: (line) => printed.push(line),
  });
  impatient = await startLocalSystem({
    ...{ port: 0, dynamodbPort: 0, functions: { echo }, requestTimeoutMs: 1 },
    print: (line) => printed.push(line),
  });
});
afterAll(() => Promise.all([system.close(), impatient.close()]));

describe("an absolute target, as clients of a proxy write it", () => {
  const { stringify } = JSON;
  const ask = (method: string, target: string, body = "", host?: string) =>
    rawRequest(system.url, method, host === undefined ? [] : [["Host", host]], body, target);

  it("leads where its path leads", async () => {
    const { status, body } = await ask("POST", `${system.url}/echo?tag=1`, stringify({ a: 1 }));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      path: "/echo",
      queryStringParameters: { tag: "1" },
      body: '{"a":1}',
    });
    expect((await ask("GET", system.url)).status).toBe(200);
    expect((await ask("GET", `${system.url.toUpperCase()}/_postern/outbox`)).body).toBe("[]");
    expect((await ask("GET", "http://API.example/echo", "", "api.EXAMPLE")).status).toBe(200);
    expect((await ask("POST", `${system.url}/guarded`)).status).toBe(403);
  });

  it.each(["/echo", "/_postern/outbox", "/_postern", "/"])(
    "is refused when it names another host than Host does: %s",
    async (path) => {
      expect((await ask("GET", `http://evil.example${path}`)).status).toBe(400);
      expect((await ask("GET", `${system.url}${path}`, "", "evil.example")).status).toBe(400);
    },
  );

  it("gets past no guard", async () => {
    for (const path of ["/_postern", "/_postern/outbox", "/2015-03-31/functions/echo/invocations"]) {
      expect((await ask("GET", `http://evil.example${path}`, "", "evil.example")).status, path).toBe(403);
    }
  });
});

describe("a client that sends a byte now and then", () => {
  let socket: Socket;
  let dripping: NodeJS.Timeout;
  beforeEach(() => {
    socket = connect(Number(new URL(impatient.url).port), "127.0.0.1");
  });
  afterEach(() => {
    clearInterval(dripping);
    socket.destroy();
  });

  /** What was answered by the time the connection closed. */
  function drip(line: string): Promise<string> {
    const { host } = new URL(impatient.url);
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5000\r\n\r\n`);
    dripping = setInterval(() => socket.write("a"), 50);
    return new Promise((resolve) =>
      socket.on("error", () => undefined).once("close", () => resolve(answer.split("\r\n", 1)[0] ?? "")),
    );
  }

  it.each(["POST /echo", "POST /2015-03-31/functions/echo/invocations", "PUT /_postern/faults"])(
    "is told 408, and let go: %s",
    async (line) => {
      expect(await drip(line)).toBe("HTTP/1.1 408 Request Timeout");
      expect(printed.join("\n")).not.toContain("threw");
    },
  );

  it("is let go also when it was answered before its body came", async () => {
    expect(await drip("POST /nowhere")).toBe("HTTP/1.1 403 Forbidden");
  });
});
