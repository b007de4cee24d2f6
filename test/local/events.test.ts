import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, testFunction } from "./support.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 23, 4, 5);

let system: LocalSystem;
let event: unknown;

beforeAll(async () => {
  const recording = testFunction(
    async (given) => {
      event = given;
      return { statusCode: 204 };
    },
    { routes: { "/v1": { payload: "1.0" }, "/v2": { payload: "2.0" } } },
  );
  system = await startLocalSystem({
    port: 0,
    dynamodbPort: 0,
    functions: { recording },
    nowMs: () => NOW_MS,
  });
});
afterAll(() => system.close());

async function sent<T>(
  path: string,
  ...rest: [method: string, headers?: [string, string][], body?: string | Uint8Array]
) {
  event = undefined;
  expect((await rawRequest(`${system.url}${path}`, ...rest)).status).toBe(204);
  return event as T;
}
const v1 = (...rest: Parameters<typeof sent>) => sent<APIGatewayProxyEvent>(...rest);
const v2 = (...rest: Parameters<typeof sent>) => sent<APIGatewayProxyEventV2>(...rest);

describe("an event of a REST API (1.0)", () => {
  it("tells method, path, time, address and ids", async () => {
    const { httpMethod, path, resource, requestContext } = await v1("/v1", "POST", [
      ["User-Agent", "curl/8"],
    ]);
    expect({ httpMethod, path, resource }).toEqual({ httpMethod: "POST", path: "/v1", resource: "/v1" });
    expect(requestContext).toMatchObject({
      httpMethod: "POST",
      path: "/v1",
      protocol: "HTTP/1.1",
      requestTime: "21/Nov/2026:23:04:05 +0000",
      requestTimeEpoch: NOW_MS,
      stage: "local",
      identity: { sourceIp: "127.0.0.1", userAgent: "curl/8", user: null },
    });
    expect(requestContext.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("keeps the client's casing, and all values of a repeated header", async () => {
    const { headers, multiValueHeaders } = await v1("/v1", "GET", [
      ["X-Tag", "one"],
      ["X-Tag", "two"],
      ["lower", "yes"],
    ]);
    expect(headers).toMatchObject({ "X-Tag": "two", lower: "yes" });
    expect(multiValueHeaders).toMatchObject({ "X-Tag": ["one", "two"], lower: ["yes"] });
  });

  it("decodes the query, and has null where there is none", async () => {
    const query = await v1("/v1?a=1&a=2&b=x%20y+z", "GET");
    expect(query.queryStringParameters).toEqual({ a: "2", b: "x y z" });
    expect(query.multiValueQueryStringParameters).toEqual({ a: ["1", "2"], b: ["x y z"] });
    const none = await v1("/v1", "GET");
    expect(none.queryStringParameters).toBeNull();
    expect(none.multiValueQueryStringParameters).toBeNull();
    expect(none.body).toBeNull();
  });

  it("takes __proto__ for a name like any other", async () => {
    const { queryStringParameters, multiValueQueryStringParameters } = await v1("/v1?__proto__=x", "GET");
    expect(Object.entries(queryStringParameters ?? {})).toEqual([["__proto__", "x"]]);
    expect(Object.entries(multiValueQueryStringParameters ?? {})).toEqual([["__proto__", ["x"]]]);
  });
});

describe("an event of an HTTP API (2.0)", () => {
  it("tells method, path, time, address and ids", async () => {
    const { version, rawPath, rawQueryString, requestContext } = await v2("/v2?a=1&b=%20", "PUT", [
      ["User-Agent", "curl/8"],
    ]);
    expect({ version, rawPath, rawQueryString }).toEqual({
      version: "2.0",
      rawPath: "/v2",
      rawQueryString: "a=1&b=%20",
    });
    expect(requestContext).toMatchObject({
      http: { method: "PUT", path: "/v2", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "curl/8" },
      time: "21/Nov/2026:23:04:05 +0000",
      timeEpoch: NOW_MS,
      stage: "$default",
    });
  });

  it("has lower-case names, and joins repeated headers and queries by commas", async () => {
    const { headers, queryStringParameters } = await v2("/v2?a=1&a=2", "GET", [
      ["X-Tag", "one"],
      ["x-tag", "two"],
    ]);
    expect(headers["x-tag"]).toBe("one,two");
    expect(headers).not.toHaveProperty("X-Tag");
    expect(queryStringParameters).toEqual({ a: "1,2" });
  });

  it("takes cookies out of the headers", async () => {
    const { cookies, headers } = await v2("/v2", "GET", [["Cookie", "a=1; b=2"]]);
    expect(cookies).toEqual(["a=1", "b=2"]);
    expect(headers).not.toHaveProperty("cookie");
  });

  it("leaves out what there is not", async () => {
    const bare = await v2("/v2", "GET");
    expect(bare).not.toHaveProperty("cookies");
    expect(bare).not.toHaveProperty("queryStringParameters");
    expect(bare).not.toHaveProperty("body");
  });

  it("is made on any route for whoever asks for it", async () => {
    expect(await v2("/v1", "GET", [["x-postern-payload", "2.0"]])).toHaveProperty("version", "2.0");
    expect(await v1("/v2", "GET", [["x-postern-payload", "1.0"]])).toHaveProperty("httpMethod", "GET");
  });
});

describe.each([
  ["1.0", "/v1"],
  ["2.0", "/v2"],
])("in either version (%s)", (_, path) => {
  const either = (...rest: [string, [string, string][]?, (string | Uint8Array)?]) =>
    sent<{ headers: Record<string, string>; body: string; isBase64Encoded: boolean }>(path, ...rest);

  it("a body of text arrives as text, every character of it", async () => {
    const { body, isBase64Encoded } = await either(
      "POST",
      [["Content-Type", "text/plain"]],
      "\ufeffŽ\u0000😀",
    );
    expect({ body, isBase64Encoded }).toEqual({ body: "\ufeffŽ\u0000😀", isBase64Encoded: false });
  });

  it.each([
    ["bytes that are not UTF-8", "application/json", Uint8Array.of(0x7b, 0xff, 0x7d)],
    ["a binary type", "image/png", Uint8Array.of(0x41, 0x42)],
    ["a multipart form", "multipart/form-data; boundary=x", Uint8Array.of(0x41)],
  ])("%s arrive as base64", async (_what, type, bytes) => {
    const { body, isBase64Encoded } = await either("POST", [["Content-Type", type]], bytes);
    expect(isBase64Encoded).toBe(true);
    expect(Uint8Array.from(Buffer.from(body, "base64"))).toEqual(bytes);
  });

  it("what a client claims of its address stays on the left of X-Forwarded-For", async () => {
    const { headers } = await either("GET", [["X-Forwarded-For", "203.0.113.9"]]);
    const forwarded = Object.entries(headers).filter(([name]) => name.toLowerCase() === "x-forwarded-for");
    expect(forwarded.map(([, value]) => value)).toEqual(["203.0.113.9, 127.0.0.1"]);
  });

  it("headers of one connection are not passed on", async () => {
    const { headers } = await either("GET", [["Connection", "close"]]);
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain("connection");
  });
});
