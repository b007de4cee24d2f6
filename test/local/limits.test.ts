import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { deferred, manualTime, rawRequest, testFunction } from "./support.ts";

const TEN_MB = 10 * 1024 * 1024;

let system: LocalSystem;
const time = manualTime();
const printed: string[] = [];
let called = deferred<void>();

beforeAll(async () => {
  const hanging = testFunction(
    () => {
      called.resolve();
      return new Promise(() => {});
    },
    { routes: { "/hangs": { payload: "1.0" }, "/hangs-v2": { payload: "2.0" } } },
  );
  const throwing = testFunction(
    async () => {
      throw new RangeError("ada@example.com is not allowed");
    },
    { routes: { "/throws": { payload: "1.0" } } },
  );
  const measuring = testFunction(
    async (event) => ({
      statusCode: 200,
      body: String((event as { body: string | null }).body?.length ?? 0),
    }),
    { routes: { "/measures": { payload: "1.0" } } },
  );
  const talkative = testFunction(async () => ({ statusCode: 200, body: "x".repeat(7 * 1024 * 1024) }), {
    routes: { "/talks": { payload: "1.0" } },
  });
  system = await startLocalSystem({
    port: 0,
    dynamodbPort: 0,
    functions: { hanging, throwing, measuring, talkative },
    after: time.after,
    print: (line) => printed.push(line),
  });
});
afterAll(() => system.close());

const said = async (
  path: string,
  method = "GET",
  headers: [string, string][] = [],
  body: string | Buffer = "",
) => {
  const answer = await rawRequest(`${system.url}${path}`, method, headers, body);
  return { status: answer.status, body: answer.body };
};

describe("a body", () => {
  it("of 10 MB passes", async () => {
    expect(await said("/measures", "POST", [], Buffer.alloc(TEN_MB, "a"))).toEqual({
      status: 200,
      body: `${TEN_MB}`,
    });
  });

  it.each([
    ["1.0", '{"message":"Request Too Long"}'],
    ["2.0", '{"message":"Request Entity Too Large"}'],
  ])("of one byte more is a 413, whether it tells its length or not (%s)", async (version, body) => {
    const tooLong = Buffer.alloc(TEN_MB + 1, "a");
    const asked: [string, string] = ["x-postern-payload", version];
    expect(await said("/measures", "POST", [asked], tooLong)).toEqual({ status: 413, body });
    const chunked: [string, string] = ["Transfer-Encoding", "chunked"];
    expect(await said("/measures", "POST", [asked, chunked], tooLong)).toEqual({ status: 413, body });
  });
});

it("a body that tells that it is too long is refused before it is sent", async () => {
  const headers: [string, string][] = [
    ["Content-Length", String(TEN_MB + 1)],
    ["Connection", "close"],
  ];
  expect((await said("/measures", "POST", headers)).status).toBe(413);
});

it("headers of more than 10,240 bytes are a 431", async () => {
  expect((await said("/measures", "GET", [["X-Long", "a".repeat(9_000)]])).status).toBe(200);
  expect((await said("/measures", "GET", [["X-Long", "a".repeat(10_240)]])).status).toBe(431);
});

describe("a function that does not answer", () => {
  it.each([
    ["/hangs", 29_000, { status: 504, body: '{"message":"Endpoint request timed out"}' }],
    ["/hangs-v2", 30_000, { status: 503, body: '{"message":"Service Unavailable"}' }],
  ])("at %s is given up after %i ms", async (path, timeoutMs, expected) => {
    called = deferred();
    const answer = said(path);
    await called.promise;
    expect(time.pendingMs()).toEqual([timeoutMs, 60_000]);
    time.pass(timeoutMs);
    expect(await answer).toEqual(expected);
    time.pass(60_000);
  });
});

it("a function that throws is a 502, and the log says where, but not what it said", async () => {
  expect(await said("/throws")).toEqual({ status: 502, body: '{"message":"Internal server error"}' });
  expect(printed.join("\n")).toMatch(/^throwing threw RangeError\n {4}at /m);
  expect(printed.join("\n")).not.toContain("ada@example.com");
});

it("a result of more than Lambda carries is a 502", async () => {
  expect((await said("/talks")).status).toBe(502);
});

describe("a path that is no route", () => {
  it("is a 403 to programs, as a REST API says it", async () => {
    const answer = await rawRequest(`${system.url}/nowhere`, "POST", [["Accept", "text/html"]]);
    expect(answer).toMatchObject({ status: 403, body: '{"message":"Missing Authentication Token"}' });
    expect(answer.headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
  });

  it("is a 404 of an HTTP API for whoever asks for 2.0", async () => {
    expect(await said("/nowhere", "GET", [["x-postern-payload", "2.0"]])).toEqual({
      status: 404,
      body: '{"message":"Not Found"}',
    });
  });

  it("is a page to people", async () => {
    const answer = await rawRequest(`${system.url}/nowhere`, "GET", [["Accept", "text/html,*/*;q=0.8"]]);
    expect(answer.status).toBe(404);
    expect(answer.body).toContain("There is no such page here");
  });
});
