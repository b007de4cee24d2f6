import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnswerStore } from "../../src/stores/answer-store.ts";
import { dynamoDbAnswers } from "../../src/stores/dynamodb-answers.ts";
import { memoryAnswers } from "../../src/stores/memory-answers.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";

const NOW = 1_703_844_000;
const EXPIRES = NOW + 86_400;

let keys = 0;
const newKey = () => {
  keys += 1;
  return `answer#${keys}`;
};

/** What every store of answers does. */
function contract(open: () => AnswerStore) {
  let store: AnswerStore;
  beforeAll(() => {
    store = open();
  });

  it("finds nothing where nothing was kept", async () => {
    expect(await store.find(newKey(), NOW)).toBeUndefined();
  });

  it.each(['{"success":true}', "ünï😀\n\u0000", "x".repeat(10_000)])(
    "gives back word for word: %.20j",
    async (text) => {
      const key = newKey();
      await store.keep(key, text, EXPIRES);
      expect(await store.find(key, NOW)).toBe(text);
    },
  );

  it.each([
    ["a second before its expiry", EXPIRES - 1, true],
    ["at its expiry", EXPIRES, false],
    ["after its expiry, though nobody has deleted it", EXPIRES + 1, false],
  ])("%s", async (_, atSeconds, isThere) => {
    const key = newKey();
    await store.keep(key, "kept", EXPIRES);
    expect(await store.find(key, atSeconds)).toBe(isThere ? "kept" : undefined);
  });

  it("keeps the latest", async () => {
    const key = newKey();
    await store.keep(key, "first", EXPIRES);
    await store.keep(key, "second", EXPIRES);
    expect(await store.find(key, NOW)).toBe("second");
  });
}

describe("memoryAnswers", () => {
  contract(() => memoryAnswers());

  it("forgets the least recent beyond its bound, and never the latest", async () => {
    const store = memoryAnswers({ maxAnswers: 10 });
    for (let i = 0; i < 1_000; i += 1) await store.keep(`answer#${i}`, "kept", EXPIRES);
    expect(await store.find("answer#999", NOW)).toBe("kept");
    expect(await store.find("answer#0", NOW)).toBeUndefined();
  });
});

describe.each(Object.entries(ENGINES))("dynamoDbAnswers %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    contract(() => dynamoDbAnswers(patientTable(engine)));
  });
});
