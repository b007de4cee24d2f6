import { describe, expect, it } from "vitest";
import { emailValidator } from "../../src/email/email-validator.ts";
import type { Finding } from "../../src/email/verdict.ts";
import type { AnswerStore } from "../../src/stores/answer-store.ts";
import { layeredAnswers } from "../../src/stores/layered-answers.ts";
import { memoryAnswers } from "../../src/stores/memory-answers.ts";
import { at } from "./support/asking.ts";
import {
  API_DISPOSABLE,
  API_GOOD,
  API_RISKY,
  API_SILENT,
  cacheOn,
  FOUND,
  failure,
  LISTS,
  lookup,
  NULL_MX,
  stepsOf,
  TRUSTED,
  validate,
} from "./support/validating.ts";

describe("with a cache", () => {
  const HOUR_MS = 3_600_000;

  it.each([
    ["deliverable", FOUND, 24],
    ["undeliverable", NULL_MX, 1],
    ["risky", API_RISKY, 1],
    ["disposable", API_DISPOSABLE, 168],
  ])("%s: asked again when it expires", async (_, found, hours) => {
    const [dns, cache] = [lookup(found), cacheOn()];
    const validator = emailValidator({ dns, cache });
    const first = await validator.validate("ada@site.example", at(0));
    expect(first).toMatchObject({ ...found, source: "dns" });
    expect(stepsOf(first)).toEqual(["syntax", "cache", "dns", "cache"]);
    const again = await validator.validate("ADA@site.example", at(hours * HOUR_MS - 1_000));
    expect(again).toMatchObject({ ...found, source: "cache" });
    expect(stepsOf(again)).toEqual(["syntax", "cache"]);
    expect(dns.asked).toHaveLength(1);
    await validator.validate("ada@site.example", at(hours * HOUR_MS));
    expect(dns.asked).toHaveLength(2);
  });

  it("what is unknown is asked each time", async () => {
    const api = lookup(failure("email-api"));
    const validator = emailValidator({ api, cache: cacheOn() });
    for (let i = 0; i < 3; i += 1) await validator.validate("ada@site.example", at(0));
    expect(api.asked).toHaveLength(3);
  });

  it.each<[string, Finding | Error, Finding | Error, boolean]>([
    ["DNS could not be asked", failure("dns"), API_GOOD, false],
    ["the API could not be asked", FOUND, failure("email-api"), false],
    ["the API could not be asked, and DNS is enough", NULL_MX, failure("email-api"), true],
    ["the API has no opinion", FOUND, API_SILENT, false],
    ["all have answered", FOUND, API_GOOD, true],
  ])("when %s", async (_, fromDns, fromApi, isKept) => {
    const options = { dns: lookup(fromDns), api: lookup(fromApi), cache: cacheOn() };
    await validate(options);
    expect((await validate(options)).source === "cache").toBe(isKept);
  });

  it("what is disbelieved is not kept as it was said", async () => {
    const options = { lists: LISTS, dns: lookup(FOUND), api: lookup(API_DISPOSABLE), cache: cacheOn() };
    await validate(options, "ada@x.allowed.example");
    expect(await validate(options, "ada@x.allowed.example")).toMatchObject({ ...FOUND, source: "cache" });
  });

  it.each(TRUSTED)("%s is not believed to be disposable by it either", async (text) => {
    const cache = cacheOn();
    const store = { find: async () => API_DISPOSABLE, keep: cache.keep };
    expect(await validate({ lists: LISTS, cache: store }, text)).toMatchObject({ disposable: false });
  });

  it.each(["find", "keep"] as const)(
    "that fails to %s the verdict is the same, and says so",
    async (broken) => {
      const store: AnswerStore = {
        ...memoryAnswers(),
        [broken]: async () => {
          throw failure("dynamodb", "ECONNREFUSED");
        },
      };
      const verdict = await validate({ dns: lookup(FOUND), cache: cacheOn(store) });
      expect(verdict).toMatchObject({ ...FOUND, source: "dns" });
      const failed = verdict.steps.filter((step) => step.failed !== undefined);
      expect(failed).toEqual([{ step: "cache", tookMs: 0, failed: "dynamodb is unavailable: ECONNREFUSED" }]);
    },
  );

  it("whose shared layer is down still remembers in its near one: an API is not paid twice for one address", async () => {
    const down = async () => {
      throw failure("dynamodb", "ECONNREFUSED");
    };
    const api = lookup(API_GOOD);
    const options = { api, cache: cacheOn(layeredAnswers(memoryAnswers(), { find: down, keep: down })) };
    for (let i = 0; i < 3; i += 1) expect(await validate(options)).toMatchObject({ status: "deliverable" });
    expect(api.asked).toHaveLength(1);
  });
});
