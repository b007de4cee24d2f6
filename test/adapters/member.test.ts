import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memberOf } from "../../src/adapters/member.ts";

describe("memberOf", () => {
  it("is what stands in the body, whatever it is", () => {
    for (const value of ["ada@site.example", "", 0, null, ["x"], { x: 1 }]) {
      expect(memberOf({ email: value, other: 1 }, "email")).toBe(value);
    }
    expect(memberOf(Object.assign(Object.create(null), { email: "x" }), "email")).toBe("x");
  });

  it.each([undefined, null, "email", 5, true, {}, [], { Email: "x" }, { user: { email: "x" } }])(
    "is undefined where there is none: %j",
    (body) => expect(memberOf(body, "email")).toBeUndefined(),
  );

  it.each(["toString", "constructor", "__proto__", "hasOwnProperty"])(
    "is not what every object inherits: %s",
    (name) => {
      for (const body of [{}, [], JSON.parse('{"__proto__":{"email":"x"}}')]) {
        if (!Object.hasOwn(body, name)) expect(memberOf(body, name)).toBeUndefined();
        expect(memberOf(body, "email")).toBeUndefined();
      }
    },
  );

  it("is not what a polluted prototype holds", () => {
    const polluted = Object.create({ email: "ada@site.example" });
    expect(memberOf(polluted, "email")).toBeUndefined();
  });

  it("finds what was sent under the name __proto__", () => {
    expect(memberOf(JSON.parse('{"__proto__":"x"}'), "__proto__")).toBe("x");
  });

  it("never throws, and is what JSON says", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (body, name) => {
        memberOf(body, name);
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (fields, other) => {
        const body: unknown = JSON.parse(JSON.stringify(fields));
        for (const [name, value] of Object.entries(fields)) {
          expect(JSON.stringify(memberOf(body, name))).toBe(JSON.stringify(value));
        }
        if (!Object.hasOwn(fields, other)) expect(memberOf(body, other)).toBeUndefined();
      }),
    );
  });
});
