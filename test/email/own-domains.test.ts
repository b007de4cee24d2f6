import { describe, expect, it } from "vitest";
import { emailLists } from "../../src/email/lists.ts";
import { ownOpinion } from "../../src/email/own-domains.ts";
import { validate } from "./support/validating.ts";

describe("the owner's own entries", () => {
  it.each([
    ["an addition counts, with all below it", "a.new.example", ["new.example"], [], "blocked"],
    ["an addition may be a whole top-level domain", "a.zip", ["zip"], [], "blocked"],
    ["an exception may be for a part alone", "b.a.example", [], ["b.a.example"], "allowed"],
    ["… and says nothing of the rest", "c.a.example", [], ["b.a.example"], undefined],
    [
      "the longer wins: an exception below an addition",
      "a.b.example",
      ["b.example"],
      ["a.b.example"],
      "allowed",
    ],
    [
      "the longer wins: an addition below an exception",
      "a.b.example",
      ["a.b.example"],
      ["b.example"],
      "blocked",
    ],
    ["of the same in both, the addition wins", "a.example", ["a.example"], ["a.example"], "blocked"],
    ["nothing is said of who is in neither", "c.example", ["a.example"], ["b.example"], undefined],
  ])("%s", (_, domain, blocked, allowed, opinion) => {
    const own = ownOpinion({ blocked: new Set(blocked), allowed: new Set(allowed) });
    expect(own.of(domain)).toBe(opinion);
  });

  it.each([{ blocked: new Set(["Mailinator.com"]) }, { allowed: new Set(["ada@example.com"]) }])(
    "that could never be found are misuse",
    (options) => expect(() => ownOpinion(options)).toThrow(RangeError),
  );

  const blocking = (...blocked: readonly string[]) => emailLists({ blocked: new Set(blocked) });
  const allowing = (...allowed: readonly string[]) => emailLists({ allowed: new Set(allowed) });

  it.each(["ada@gmail.com", "ada@duck.com", "ada@x.münchen.de"])("block %s, whatever it is", async (text) => {
    const lists = blocking("gmail.com", "duck.com", "xn--mnchen-3ya.de");
    expect(await validate({ lists }, text)).toMatchObject({ status: "risky", disposable: true });
  });

  it("allow what is listed, and one alias where aliases are refused", async () => {
    expect(await validate({ lists: allowing("mailinator.com") }, "ada@x.mailinator.com")).toMatchObject({
      status: "unknown",
      disposable: false,
    });
    const options = { lists: allowing("duck.com"), refuseRelays: true };
    expect(await validate(options, "ada@duck.com")).toMatchObject({ status: "unknown", relay: true });
    expect(await validate(options, "ada@mozmail.com")).toMatchObject({ reason: "RELAY_DOMAIN" });
  });

  it("are no slips: nothing else is suggested for them", async () => {
    expect(await validate({ lists: blocking("gmal.com") }, "ada@gmal.com")).not.toHaveProperty("suggestion");
    expect(await validate({ lists: allowing("gmal.com") }, "ada@gmal.com")).not.toHaveProperty("suggestion");
  });
});
