import { beforeAll, expect, it } from "vitest";
import type { AnswerStore } from "../../../src/stores/answer-store.ts";

/** Ahead of the clock of every server, so that what expires here expires by the clock of whoever asks. */
export const NOW = Date.UTC(2100, 0, 1) / 1_000;
export const EXPIRES = NOW + 86_400;

let keys = 0;
export const newKey = () => {
  keys += 1;
  return `answer#${keys}`;
};

/** What every store of answers does. */
export function answerContract(open: () => AnswerStore) {
  let store: AnswerStore;
  beforeAll(() => {
    store = open();
  });

  it("finds nothing where nothing was kept", async () => {
    expect(await store.find(newKey(), NOW)).toBeUndefined();
  });

  it.each(["", "1", "null", "OK", '"quoted"', '{"success":true}', "ünï😀\n\u0000", "x".repeat(10_000)])(
    "gives back word for word, with the expiry: %.20j",
    async (text) => {
      const key = newKey();
      await store.keep(key, text, EXPIRES);
      expect(await store.find(key, NOW)).toEqual({ text, expiresAtSeconds: EXPIRES });
    },
  );

  it.each([
    ["a second before its expiry", EXPIRES - 1, true],
    ["at its expiry", EXPIRES, false],
    ["after its expiry, though nobody has deleted it", EXPIRES + 1, false],
  ])("%s", async (_, atSeconds, isThere) => {
    const key = newKey();
    await store.keep(key, "kept", EXPIRES);
    expect((await store.find(key, atSeconds))?.text).toBe(isThere ? "kept" : undefined);
  });

  it("keeps the latest", async () => {
    const key = newKey();
    await store.keep(key, "first", EXPIRES);
    await store.keep(key, "second", EXPIRES + 60);
    expect(await store.find(key, NOW)).toEqual({ text: "second", expiresAtSeconds: EXPIRES + 60 });
  });
}
