import { parse as parseQuery } from "node:querystring";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOfParsed } from "../../src/adapters/parsed-body.ts";
import { decodeUtf8, parseFlatJson, parseForm } from "../../src/http/body.ts";

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

const written = (body: unknown, contentType?: string) => {
  const bytes = bytesOfParsed(body, contentType);
  return bytes === "undecodable" ? bytes : decodeUtf8(bytes);
};

describe("bytesOfParsed", () => {
  it.each([undefined, null])("nothing is no bytes: %s", (body) => {
    for (const type of [undefined, JSON_TYPE, FORM_TYPE]) {
      expect(bytesOfParsed(body, type)).toEqual(new Uint8Array());
    }
  });

  it("bytes and text are what they are", () => {
    const bytes = Uint8Array.of(0xff, 0x00);
    expect(bytesOfParsed(bytes, JSON_TYPE)).toBe(bytes);
    expect(bytesOfParsed(Buffer.from("x"), "text/plain")).toEqual(Buffer.from("x"));
    expect(written("héllo", "text/plain")).toBe("héllo");
    expect(bytesOfParsed("\ud800", "text/plain")).toBe("undecodable");
  });

  it.each([JSON_TYPE, "application/json; charset=utf-8", "Application/JSON", undefined])(
    "JSON is written as JSON: %s",
    (type) => expect(written({ name: "Ada", list: [1, null] }, type)).toBe('{"name":"Ada","list":[1,null]}'),
  );

  it.each([FORM_TYPE, `${FORM_TYPE}; charset=utf-8`, FORM_TYPE.toUpperCase()])(
    "a form is written as a form: %s",
    (type) => expect(written({ name: "Ada & Eve", "hp topic": "" }, type)).toBe("name=Ada+%26+Eve&hp+topic="),
  );

  it.each([{ name: ["A", "B"] }, { name: { first: "A" } }, { name: 5 }, { name: null }, { name: undefined }])(
    "a form whose fields are not text is none: %j",
    (body) => expect(bytesOfParsed(body, FORM_TYPE)).toBe("undecodable"),
  );

  it("what is parsed again is what was parsed: JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const parsed: unknown = JSON.parse(JSON.stringify(value));
        if (parsed === null || typeof parsed === "string") return;
        expect(JSON.parse(written(parsed, JSON_TYPE) ?? "")).toEqual(parsed);
      }),
    );
  });

  it("what is parsed again is what was parsed: fields of text, as features read them", () => {
    const fields = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(fields, (sent) => {
        const expected = new Map(Object.entries(sent));
        expect(parseFlatJson(written(JSON.parse(JSON.stringify(sent)), JSON_TYPE) ?? "")).toEqual(expected);
        const form = parseQuery(new URLSearchParams(sent).toString(), "&", "=", { maxKeys: 0 });
        expect(parseForm(written(form, FORM_TYPE) ?? "")).toEqual(expected);
      }),
    );
  });

  it("a member named __proto__ stays a member", () => {
    const text = '{"name":"A","__proto__":"x"}';
    expect(written(JSON.parse(text), JSON_TYPE)).toBe(text);
    expect(written(parseQuery("name=A&__proto__=x"), FORM_TYPE)).toBe("name=A&__proto__=x");
  });

  it("a lone surrogate stays what strict readers refuse", () => {
    expect(parseFlatJson(written({ name: "\ud800" }, JSON_TYPE) ?? "")).toBeUndefined();
  });

  it("never throws for what a parser of JSON or forms makes", () => {
    const parsed = fc.oneof(
      fc.jsonValue({ stringUnit: "binary" }),
      fc.uint8Array(),
      fc.string({ unit: "binary" }),
    );
    const types = fc.oneof(fc.constantFrom(JSON_TYPE, FORM_TYPE, "text/plain", undefined), fc.string());
    fc.assert(fc.property(parsed, types, (body, type) => void bytesOfParsed(body, type)));
  });
});
