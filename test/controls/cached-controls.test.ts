import { describe, expect, it } from "vitest";
import { cachedControls } from "../../src/controls/cached-controls.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { memoryControls } from "../../src/stores/memory-controls.ts";
import { HOUR_MS } from "../support/clock.ts";

const outage = new Unavailable("dynamodb", new Error("nobody answers"));

/** A store that counts its readings, and can be broken and mended. */
function watched() {
  const store = memoryControls();
  let readings = 0;
  let broken: Error | undefined;
  return {
    ...store,
    read: async () => {
      readings += 1;
      if (broken) throw broken;
      return store.read();
    },
    readings: () => readings,
    fail: (error: Error | undefined = outage) => {
      broken = error;
    },
    mend: () => {
      broken = undefined;
    },
  };
}

/** An instance, and what it knows so many milliseconds after it started. */
function instance() {
  const store = watched();
  const controls = cachedControls(store);
  return { store, knownAfter: (ms: number) => controls.read({ nowMs: HOUR_MS + ms }) };
}

describe("cached controls", () => {
  it("are read once in thirty seconds, so that a change is seen within a minute", async () => {
    const { store, knownAfter } = instance();
    expect((await knownAfter(0)).pausedSinceMs).toBeUndefined();
    await store.setPaused(1);
    expect((await knownAfter(29_999)).pausedSinceMs).toBeUndefined();
    expect(store.readings()).toBe(1);
    expect((await knownAfter(30_000)).pausedSinceMs).toBe(1);
    await store.setPaused(undefined);
    expect((await knownAfter(59_999)).pausedSinceMs).toBe(1);
    expect((await knownAfter(60_000)).pausedSinceMs).toBeUndefined();
    expect(store.readings()).toBe(3);
  });

  it("are read once for all who ask at the same time", async () => {
    const { store, knownAfter } = instance();
    await store.block("ada@example.com");
    const all = await Promise.all([knownAfter(0), knownAfter(0), knownAfter(1), knownAfter(5)]);
    expect(store.readings()).toBe(1);
    for (const { blockedSenders } of all) expect(blockedSenders).toEqual(new Set(["ada@example.com"]));
  });

  it("are read again when the clock was set back", async () => {
    const { store, knownAfter } = instance();
    await knownAfter(0);
    await store.setPaused(1);
    expect((await knownAfter(-3_600_000)).pausedSinceMs).toBe(1);
  });

  it("stay as they were while the store is out of reach, and say so", async () => {
    const { store, knownAfter } = instance();
    await store.setPaused(1);
    await store.block("ada@example.com");
    const known = await knownAfter(0);
    store.fail();
    expect(await knownAfter(30_000)).toEqual({ ...known, trouble: outage });
    expect(await knownAfter(59_999)).toMatchObject({ pausedSinceMs: 1, trouble: outage });
    expect(store.readings()).toBe(2);
    await store.setPaused(undefined);
    store.mend();
    expect(await knownAfter(60_000)).toEqual({ blockedSenders: new Set(["ada@example.com"]) });
  });

  it("are unknown while no reading has ever come back; none waits for another time limit meanwhile", async () => {
    const { store, knownAfter } = instance();
    store.fail();
    await expect(Promise.all([knownAfter(0), knownAfter(1)])).rejects.toBe(outage);
    await expect(knownAfter(29_999)).rejects.toBe(outage);
    expect(store.readings()).toBe(1);
    store.mend();
    expect((await knownAfter(30_000)).trouble).toBeUndefined();
  });

  it("hide no mistake of ours behind an outage", async () => {
    const { store, knownAfter } = instance();
    await knownAfter(0);
    store.fail(new TypeError("a mistake"));
    await expect(knownAfter(30_000)).rejects.toThrow("a mistake");
  });
});
