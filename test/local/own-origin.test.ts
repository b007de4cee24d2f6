import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, signedFor, testFunction } from "./support.ts";

let system: LocalSystem;
let parts: string[];
let port: string;

beforeAll(async () => {
  const echo = testFunction(async () => ({ statusCode: 200, body: "public" }), {
    routes: { "/public": { payload: "1.0" } },
  });
  const spying = testFunction(async () => undefined, {
    build: ({ env }) => {
      parts = Object.entries(env).flatMap(([name, url]) =>
        /^AWS_ENDPOINT|_URL$/.test(name) && url ? [url] : [],
      );
      return async () => undefined;
    },
  });
  system = await startLocalSystem({ port: 0, dynamodbPort: 0, functions: { echo, spying } });
  port = new URL(system.url).port;
});
afterAll(() => system.close());

const guarded: [method: string, path: string][] = [
  ["GET", "/_postern"],
  ["GET", "/_postern/"],
  ["GET", "/_postern/outbox"],
  ["DELETE", "/_postern/outbox"],
  ["GET", "/_postern/decisions"],
  ["GET", "/_postern/usage"],
  ["PUT", "/_postern/faults"],
  ["GET", "/_postern/account"],
  ["PUT", "/_postern/account"],
  ["DELETE", "/_postern/account"],
  ["POST", "/_postern/message-parts"],
  ["POST", "/2015-03-31/functions/echo/invocations"],
  ["GET", "/2015-03-31/functions/echo/configuration"],
  ["GET", "/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:echo"],
];

const BODIES: Readonly<Record<string, string>> = {
  "/_postern/faults": "{}",
  "/_postern/account": "{}",
  "/_postern/message-parts": '"x"',
};

describe.each(guarded)("%s %s", (method, path) => {
  const status = async (headers: [string, string][]) =>
    (
      await rawRequest(
        `${system.url}${path}`,
        method,
        [...headers, ...signedFor("lambda")],
        BODIES[path] ?? "",
      )
    ).status;

  it("answers this machine, under each of its names", async () => {
    for (const name of ["127.0.0.1", "localhost", "[::1]"]) {
      const host = `${name}:${port}`;
      expect(await status([["Host", host]])).toBeLessThan(400);
      expect(
        await status([
          ["Host", host],
          ["Origin", `http://${host}`],
        ]),
      ).toBeLessThan(400);
    }
  });

  it("refuses a foreign host: a name that was made to point here", async () => {
    for (const host of [
      `evil.example:${port}`,
      "localhost",
      "localhost:1",
      `localhost.evil.example:${port}`,
      "",
    ]) {
      expect(await status([["Host", host]])).toBe(403);
    }
  });

  it("refuses a foreign origin", async () => {
    for (const origin of [
      "https://evil.example",
      "null",
      `https://localhost:${port}`,
      "http://localhost:1",
    ]) {
      expect(await status([["Origin", origin]])).toBe(403);
    }
  });
});

it("the parts refuse foreign pages too", async () => {
  expect(parts).toHaveLength(8);
  for (const url of parts) {
    for (const foreign of [
      ["Origin", "https://evil.example"],
      ["Host", "evil.example"],
    ] satisfies [string, string][]) {
      const answer = await rawRequest(url, "OPTIONS", [foreign]);
      expect(answer.status).toBe(403);
      expect(answer.body).toContain("Forbidden");
    }
  }
});

it("a public route answers any host: that is for the function to judge", async () => {
  const headers: [string, string][] = [
    ["Host", "evil.example"],
    ["Origin", "https://evil.example"],
  ];
  expect((await rawRequest(`${system.url}/public`, "GET", headers)).body).toBe("public");
});
