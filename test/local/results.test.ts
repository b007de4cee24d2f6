import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, testFunction } from "./support.ts";

let system: LocalSystem;
let result: unknown;

beforeAll(async () => {
  const answering = testFunction(async () => result, {
    routes: { "/v1": { payload: "1.0" }, "/v2": { payload: "2.0" } },
  });
  system = await startLocalSystem({ port: 0, dynamodbPort: 0, functions: { answering } });
});
afterAll(() => system.close());

function answerTo(path: string, given: unknown) {
  result = given;
  return rawRequest(`${system.url}${path}`, "GET");
}

describe.each(["/v1", "/v2"])("a result of %s", (path) => {
  it("becomes status, headers and body", async () => {
    const { status, headers, body } = await answerTo(path, {
      statusCode: 418,
      headers: { "X-Number": 7, "Content-Type": "text/plain" },
      body: "Žluťoučký",
    });
    expect({ status, body }).toEqual({ status: 418, body: "Žluťoučký" });
    expect(headers).toMatchObject({ "x-number": "7", "content-type": "text/plain" });
  });

  it("is decoded when it is base64", async () => {
    const { body } = await answerTo(path, { statusCode: 200, body: "SGk=", isBase64Encoded: true });
    expect(body).toBe("Hi");
  });

  it("cannot set what belongs to the connection", async () => {
    const { headers, body } = await answerTo(path, {
      statusCode: 200,
      headers: { "Content-Length": "9999", "Transfer-Encoding": "chunked" },
      body: "Hi",
    });
    expect(headers["content-length"]).toBe("2");
    expect(body).toBe("Hi");
  });

  it("has no body when it is a 204", async () => {
    const { status, headers, body } = await answerTo(path, { statusCode: 204, headers: { allow: "POST" } });
    expect({ status, body, allow: headers.allow }).toEqual({ status: 204, body: "", allow: "POST" });
    expect(headers).not.toHaveProperty("content-length");
  });
});

describe("repeated headers", () => {
  it("come from multiValueHeaders in 1.0, which win over headers", async () => {
    const { headers } = await answerTo("/v1", {
      statusCode: 200,
      headers: { "Set-Cookie": "lost=1" },
      multiValueHeaders: { "set-cookie": ["a=1", "b=2"] },
    });
    expect(headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  });

  it("come from cookies in 2.0", async () => {
    const { headers } = await answerTo("/v2", { statusCode: 200, cookies: ["a=1", "b=2"] });
    expect(headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  });
});

describe("a malformed result", () => {
  const malformed: [string, unknown][] = [
    ["a status that is no number", { statusCode: "many" }],
    ["a status out of range", { statusCode: 99 }],
    ["a body that is an object", { statusCode: 200, body: { a: 1 } }],
    ["headers that are a list", { statusCode: 200, headers: ["a"] }],
    ["a header that is an object", { statusCode: 200, headers: { a: {} } }],
    ["a line break in a header", { statusCode: 200, headers: { a: "b\r\nset-cookie: c=1" } }],
    ["a header name with a space", { statusCode: 200, headers: { "a b": "c" } }],
    ["isBase64Encoded that is text", { statusCode: 200, body: "x", isBase64Encoded: "true" }],
  ];

  it.each([...malformed, ["no status", {}], ["nothing", undefined], ["text", "hello"]])(
    "with %s is a 502 of a REST API",
    async (_what, given) => {
      const { status, body } = await answerTo("/v1", given);
      expect({ status, body }).toEqual({ status: 502, body: '{"message":"Internal server error"}' });
    },
  );

  it.each(malformed)("with %s is a 500 of an HTTP API", async (_what, given) => {
    const { status, body } = await answerTo("/v2", given);
    expect({ status, body }).toEqual({ status: 500, body: '{"message":"Internal Server Error"}' });
  });
});

it.each([
  [{ hello: "world" }, '{"hello":"world"}'],
  ["hello", "hello"],
  [[1, 2], "[1,2]"],
])("an HTTP API makes a 200 of %j", async (given, body) => {
  const answer = await answerTo("/v2", given);
  expect(answer).toMatchObject({ status: 200, body });
  expect(answer.headers["content-type"]).toBe("application/json");
});
