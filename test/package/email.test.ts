import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmailValidator, refusalFor } from "../../src/package/email.ts";
import { memoryAnswers } from "../../src/stores/memory-answers.ts";
import { type DnsServer, startDnsServer } from "../email/support/dns-server.ts";

let dns: DnsServer;
beforeAll(async () => {
  dns = await startDnsServer();
  dns.know("site.example", {
    MX: [{ type: "MX", name: "site.example", data: { exchange: "mx.site.example" } }],
  });
});
afterAll(() => dns.close());

describe("the function that any code can call", () => {
  it("knows an address by lists and the DNS, and the same one again from its cache", async () => {
    const validateEmail = createEmailValidator({ dns: { servers: [dns.address] } });
    const deliverable = { status: "deliverable", reason: "MAIL_SERVER_FOUND", disposable: false };
    expect(await validateEmail("ada@site.example")).toMatchObject({ ...deliverable, source: "dns" });
    expect(await validateEmail("ADA@site.example")).toMatchObject({ ...deliverable, source: "cache" });
    expect(dns.askedOf("site.example")).toEqual(["MX"]);
    expect(await validateEmail("ada@nowhere.example")).toMatchObject({ status: "undeliverable" });
    const steps = (await validateEmail("ada@site.example")).steps.map(({ step }) => step);
    expect(steps).toEqual(["syntax", "list", "cache"]);
  });

  it("takes the owner's own domains, and asks nobody when told so", async () => {
    const lists = { blocked: new Set(["trash.example"]), allowed: new Set(["mailinator.com"]) };
    const validateEmail = createEmailValidator({ lists, dns: false, cache: false });
    expect(refusalFor(await validateEmail("ada@x.trash.example"))).toBe("DISPOSABLE_EMAIL");
    expect(await validateEmail("ada@mailinator.com")).toMatchObject({ status: "unknown", disposable: false });
    expect(refusalFor(await validateEmail("ada"))).toBe("INVALID_EMAIL");
    const bare = createEmailValidator({ lists: false, dns: false, cache: false });
    expect(await bare("ada@yopmail.com")).toMatchObject({ status: "unknown", disposable: false });
  });

  it("keeps verdicts in a store of the owner's choice, under names without the address", async () => {
    const kept: string[] = [];
    const memory = memoryAnswers();
    const keep: typeof memory.keep = (key, ...rest) => {
      kept.push(key);
      return memory.keep(key, ...rest);
    };
    const cache = { store: { ...memory, keep }, key: "a key of this test" };
    const options = { dns: { servers: [dns.address] }, cache };
    await createEmailValidator(options)("ada@site.example");
    expect(await createEmailValidator(options)("ada@site.example")).toMatchObject({ source: "cache" });
    expect(kept).toEqual([expect.stringMatching(/^email#[0-9a-f]{32}$/)]);
  });

  it("refuses an API that cannot be used, at once", () => {
    expect(() => createEmailValidator({ api: { key: "", url: "https://api.example/v1" } })).toThrow(
      TypeError,
    );
    expect(() => createEmailValidator({ api: { key: "k", url: "http://api.example/v1" } })).toThrow(
      TypeError,
    );
  });

  it("refuses a cache whose names anybody could find out, at once", () => {
    for (const key of ["", "short", undefined as unknown as string])
      expect(() => createEmailValidator({ cache: { store: memoryAnswers(), key } })).toThrow(TypeError);
  });

  it.each([undefined, null, 42, {}, [], true])("takes %j for no address", async (given) => {
    expect(refusalFor(await createEmailValidator({ dns: false })(given))).toBe("INVALID_EMAIL");
  });

  it("goes on without somebody's store that breaks", async () => {
    const broken = async () => {
      throw new SyntaxError("what is this");
    };
    const cache = { store: { find: broken, keep: broken }, key: "a key of this test" };
    const verdict = await createEmailValidator({ dns: { servers: [dns.address] }, cache })(
      "ada@site.example",
    );
    expect(verdict).toMatchObject({ status: "deliverable", source: "dns" });
    expect(verdict.steps).toContainEqual(
      expect.objectContaining({ step: "cache", failed: expect.any(String) }),
    );
  });
});
