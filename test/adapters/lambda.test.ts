import { describe, expect, it } from "vitest";
import { fromLambdaEvent } from "../../src/adapters/lambda.ts";
import { eventAlb, eventAlbLists, eventV1, eventV2 } from "../support/events.ts";
import { ask, FORM_TYPE } from "../support/exchange.ts";
import { CLIENT_ADDRESS } from "../support/planted.ts";

const EVENTS = {
  "REST v1": eventV1,
  "HTTP v2": eventV2,
  ALB: eventAlb,
  "ALB in lists": eventAlbLists,
} as const;
const read = (event: unknown) => fromLambdaEvent(event).request;
const textOf = (body: Uint8Array | "undecodable") =>
  body === "undecodable" ? body : new TextDecoder().decode(body);

describe.each(Object.entries(EVENTS))("an event of %s", (_, eventOf) => {
  it("becomes the request that it was", () => {
    const request = read(
      eventOf(ask({ path: "/contact?error=A%26B", headers: { ...FORM_TYPE, "x-one": "1" } })),
    );
    expect(request).toMatchObject({
      method: "POST",
      path: "/contact",
      query: { error: "A&B" },
      headers: { ...FORM_TYPE, "x-one": "1" },
      clientAddress: CLIENT_ADDRESS,
    });
    expect(textOf(request.body)).toBe(ask().body);
  });

  it.each([
    ["", {}],
    ["?", {}],
    ["?error", { error: "" }],
    ["?error=", { error: "" }],
    ["?q=a%20b", { q: "a b" }],
    ["?q=a+b", { q: "a b" }],
    ["?q=a%2Bb", { q: "a+b" }],
    ["?a%3D=b=c%26d", { "a=": "b=c&d" }],
    ["?q=%2541", { q: "%41" }],
    ["?q=%", { q: "%" }],
    ["?q=%ff", { q: "\ufffd" }],
    ["?error=A&x=1&error=B", { error: "B", x: "1" }],
    ["?__proto__=1&constructor=2", JSON.parse('{"__proto__":"1","constructor":"2"}')],
  ])("has the query of %j, decoded once, of a repeated name the last", (query, expected) => {
    expect(read(eventOf(ask({ path: `/contact${query}` }))).query).toEqual(expected);
  });

  it("may have no body", () => {
    const { body: _, ...bare } = ask({ method: "GET" });
    expect(read(eventOf(bare)).body).toEqual(new Uint8Array());
  });

  it.each([
    ["text", { body: "héllo", isBase64Encoded: false }, "héllo"],
    ["base64", { body: Buffer.from("héllo").toString("base64"), isBase64Encoded: true }, "héllo"],
    ["empty base64", { body: "", isBase64Encoded: true }, ""],
    ["base64 that is none", { body: "not base64!", isBase64Encoded: true }, "undecodable"],
    ["base64 without its padding", { body: "aGk", isBase64Encoded: true }, "undecodable"],
    ["base64 with a line break", { body: "aGVs\nbG8=", isBase64Encoded: true }, "undecodable"],
    ["base64 of the URL kind", { body: "_-_-", isBase64Encoded: true }, "undecodable"],
    ["base64 with spare bits", { body: "aGl=", isBase64Encoded: true }, "undecodable"],
    ["a lone surrogate", { body: '{"a":"\ud800"}', isBase64Encoded: false }, "undecodable"],
  ])("has a body of %s", (_, body, text) => {
    expect(textOf(read({ ...eventOf(ask()), ...body }).body)).toBe(text);
  });

  it("has the client's address from the platform, whatever the client wrote", () => {
    const headers = {
      "x-forwarded-for": "198.51.100.66",
      forwarded: "for=198.51.100.66",
      "x-real-ip": "198.51.100.66",
    };
    expect(read(eventOf(ask({ headers }))).clientAddress).toBe(CLIENT_ADDRESS);
  });
});

describe("an event", () => {
  it("of v1 has a query from either form of it", () => {
    const {
      multiValueQueryStringParameters: inLists,
      queryStringParameters: single,
      ...event
    } = eventV1(ask({ path: "/contact?error=A%26B" }));
    const expected = { error: "A&B" };
    expect(read({ ...event, queryStringParameters: single }).query).toEqual(expected);
    expect(read({ ...event, multiValueQueryStringParameters: inLists }).query).toEqual(expected);
  });

  it("of v1 keeps repeated headers, joined", () => {
    const event = eventV1(ask({ headers: { origin: "https://one.example" } }));
    const origins = ["https://one.example", "https://two.example"];
    const headers = { ...event.multiValueHeaders, Origin: origins };
    expect(read({ ...event, multiValueHeaders: headers }).headers.origin).toBe(origins.join(", "));
  });

  it("may have neither headers nor a query nor an address", () => {
    expect(read({ httpMethod: "get", path: "/contact", headers: null, multiValueHeaders: null })).toEqual({
      method: "GET",
      path: "/contact",
      query: {},
      headers: {},
      body: new Uint8Array(),
      clientAddress: undefined,
    });
  });

  it.each([
    ["alone", "203.0.113.10"],
    ["behind what the client wrote", "198.51.100.66, 203.0.113.10"],
    ["with its port", "198.51.100.66,203.0.113.10:4711"],
  ])("of an ALB has the address at the right end of X-Forwarded-For, %s", (_, header) => {
    const event = { ...eventAlb(ask()), headers: { "x-forwarded-for": header } };
    expect(read(event).clientAddress).toBe(header.split(",").at(-1)?.trim());
  });

  it("of an ALB with multi-value headers is answered in lists, any other is not", () => {
    const response = { status: 200, headers: { vary: "Origin" }, body: "x" };
    const inLists = { ...eventAlb(ask()), headers: undefined, multiValueHeaders: { host: ["a"] } };
    expect(fromLambdaEvent(inLists).toResult(response)).toEqual({
      statusCode: 200,
      multiValueHeaders: { vary: ["Origin"] },
      body: "x",
      isBase64Encoded: false,
    });
    for (const eventOf of [eventV1, eventV2, eventAlb]) {
      expect(fromLambdaEvent(eventOf(ask())).toResult(response)).toEqual({
        statusCode: 200,
        headers: { vary: "Origin" },
        body: "x",
        isBase64Encoded: false,
      });
    }
  });

  it.each([undefined, null, 5, "text", {}, [], { Records: [] }, { requestContext: {} }])(
    "that is not of HTTP is an error: %j",
    (event) => {
      expect(() => fromLambdaEvent(event)).toThrow(TypeError);
    },
  );
});
