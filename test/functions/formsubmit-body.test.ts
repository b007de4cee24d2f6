import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instance } from "../access/support/partners.ts";
import { testClock } from "../support/clock.ts";
import { FORM_TYPE, JSON_TYPE } from "../support/exchange.ts";

const NOW_SECONDS = 1_706_616_281;
const gateway = instance({ AWS_REGION: "eu-north-1" }, testClock(NOW_SECONDS * 1_000 + 999));
const post = (body: string | Uint8Array) => gateway.send({ body });

const nested = (depth: number) => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;

describe("formsubmit takes any JSON object", () => {
  it("gives every object back with the time, in whole seconds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), async (object) => {
        const text = JSON.stringify(object);
        const { status, body, headers } = await post(text);
        expect(status).toBe(200);
        expect(headers["content-type"]).toBe("application/json");
        expect(body).toBe(JSON.stringify({ ...JSON.parse(text), timestamp: NOW_SECONDS }));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["an empty one", "{}", '{"timestamp":1706616281}'],
    ["one with a timestamp of its own", '{"timestamp":1}', '{"timestamp":1706616281}'],
    [
      "one that names __proto__",
      '{"__proto__":{"a":1},"constructor":2}',
      '{"__proto__":{"a":1},"constructor":2,"timestamp":1706616281}',
    ],
    ["brackets within text", `{"a":"${"[{".repeat(500)}\\""}`, undefined],
    ["32 levels", nested(32), undefined],
  ])("%s", async (_, sent, answer) => {
    const { status, body } = await post(sent);
    expect(status).toBe(200);
    expect(body).toBe(answer ?? `${sent.slice(0, -1)},"timestamp":1706616281}`);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "name=John"],
    ["a list", "[1]"],
    ["a text", '"name"'],
    ["a number", "1"],
    ["null", "null"],
    ["half an object", '{"name":"John"'],
    ["two objects", "{}{}"],
    ["33 levels", nested(33)],
    ["a hundred thousand levels", nested(100_000)],
    ["Latin-1", Buffer.from('{"name":"J\xf6rg"}', "latin1")],
    ["a byte order mark", "\ufeff{}"],
  ])("400: %s", async (_, sent) => {
    const { status, body } = await post(sent);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({
      success: false,
      error: "INVALID_BODY",
      message: "The body must be a JSON object, in UTF-8.",
    });
  });

  it("goes by what the body is, not by what it is called: curl -d names it a form", async () => {
    expect((await gateway.send({ body: "{}", headers: FORM_TYPE })).status).toBe(200);
    expect((await gateway.send({ body: "a=b", headers: FORM_TYPE })).status).toBe(400);
    expect((await gateway.send({ body: "{}", headers: {} })).status).toBe(200);
  });

  it("413: more than 256 KiB; one byte less is fine", async () => {
    const ofLength = (bytes: number) => `{"a":"${"x".repeat(bytes - 8)}"}`;
    expect((await post(ofLength(262_144))).status).toBe(200);
    expect((await post(ofLength(262_145))).status).toBe(413);
  });

  it("405: anything but POST, with what is allowed", async () => {
    const { status, headers } = await gateway.send({ method: "GET", headers: JSON_TYPE });
    expect(status).toBe(405);
    expect(headers.allow).toBe("POST");
  });
});
