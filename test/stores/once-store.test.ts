import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbOnce } from "../../src/stores/dynamodb-once.ts";
import { memoryOnce } from "../../src/stores/memory-once.ts";
import type { OnceStore, OnceWork } from "../../src/stores/once-store.ts";
import { redisOnce } from "../../src/stores/redis-once.ts";
import { HOUR_MS } from "../support/clock.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";

const LEASE_ENDS = HOUR_MS + 30_000;
const EXPIRES = HOUR_MS + 600_000;

let keys = 0;
/** Work under a key of its own, as each of those who want it names it. */
const newWork = (named?: string) => {
  keys += 1;
  const key = named ?? `once#${keys}`;
  return (who: string, startedAtMs = HOUR_MS): OnceWork => ({
    key,
    fingerprint: `fingerprint of ${who}`,
    token: `token of ${who}`,
    leaseUntilMs: startedAtMs + 30_000,
    expiresAtMs: startedAtMs + 600_000,
  });
};

/** What every store of work does. The memory store is the reference. */
function contract(open: () => OnceStore) {
  let store: OnceStore;
  beforeAll(() => {
    store = open();
  });

  const CLAIMED = { as: "claimed" };
  const doneBy = (who: string) => ({ as: "done", fingerprint: `fingerprint of ${who}` });
  const underWayBy = (who: string, leaseUntilMs = LEASE_ENDS) => ({
    as: "under-way",
    fingerprint: `fingerprint of ${who}`,
    leaseUntilMs,
  });

  it("is free, then under way, then done", async () => {
    const work = newWork();
    expect(await store.claim(work("one"), HOUR_MS)).toEqual(CLAIMED);
    expect(await store.claim(work("other"), HOUR_MS + 1)).toEqual(underWayBy("one"));
    await store.finish(work("one"), HOUR_MS);
    expect(await store.claim(work("other"), HOUR_MS + 2)).toEqual(doneBy("one"));
  });

  it.each([
    ["a millisecond before the lease is over", LEASE_ENDS - 1, "under-way"],
    ["when the lease is over", LEASE_ENDS, "claimed"],
    ["after the lease", LEASE_ENDS + 1, "claimed"],
  ])("a claim that a crash has left is free again, but not before: %s", async (_, atMs, as) => {
    const work = newWork();
    await store.claim(work("crashed"), HOUR_MS);
    expect(await store.claim(work("other", atMs), atMs)).toMatchObject({ as });
  });

  it.each([
    ["when the lease would have been over", LEASE_ENDS, "done"],
    ["a millisecond before it is forgotten", EXPIRES - 1, "done"],
    ["when it is forgotten", EXPIRES, "claimed"],
    ["after that, though nobody has deleted it", EXPIRES + 1, "claimed"],
  ])("remembers what was done until its expiry: %s", async (_, atMs, as) => {
    const work = newWork();
    await store.claim(work("one"), HOUR_MS);
    await store.finish(work("one"), HOUR_MS);
    expect(await store.claim(work("other", atMs), atMs)).toMatchObject({ as });
  });

  it("a claim that took over after a lease is as good as the first", async () => {
    const work = newWork();
    await store.claim(work("crashed"), HOUR_MS);
    await store.claim(work("one", LEASE_ENDS), LEASE_ENDS);
    const found = await store.claim(work("other", LEASE_ENDS), LEASE_ENDS + 1);
    expect(found).toEqual(underWayBy("one", LEASE_ENDS + 30_000));
  });

  it("what is released is free at once, also to one whose clock is behind, and once", async () => {
    const work = newWork();
    await store.claim(work("one"), HOUR_MS);
    await store.release(work("one"), HOUR_MS + 1);
    expect(await store.claim(work("other"), HOUR_MS - 60_000)).toEqual(CLAIMED);
    expect(await store.claim(work("third"), HOUR_MS)).toEqual(underWayBy("other"));
  });

  it("a release takes nothing from another who has claimed meanwhile", async () => {
    const work = newWork();
    await store.claim(work("slow"), HOUR_MS);
    await store.claim(work("one", LEASE_ENDS), LEASE_ENDS);
    await store.release(work("slow"), LEASE_ENDS + 1);
    const found = await store.claim(work("other", LEASE_ENDS), LEASE_ENDS + 2);
    expect(found).toEqual(underWayBy("one", LEASE_ENDS + 30_000));
  });

  it("a second release takes nothing from another who has claimed after the first", async () => {
    const work = newWork();
    await store.claim(work("one"), HOUR_MS);
    await store.release(work("one"), HOUR_MS);
    await store.claim(work("other"), HOUR_MS);
    await store.release(work("one"), HOUR_MS);
    expect(await store.claim(work("third"), HOUR_MS)).toEqual(underWayBy("other"));
  });

  it("a release undoes nothing that is done, by oneself or by another", async () => {
    const [own, others] = [newWork(), newWork()];
    await store.claim(own("one"), HOUR_MS);
    await store.finish(own("one"), HOUR_MS);
    await store.release(own("one"), HOUR_MS);
    expect(await store.claim(own("other"), HOUR_MS)).toEqual(doneBy("one"));
    await store.claim(others("one"), HOUR_MS);
    await store.finish(others("slow"), HOUR_MS);
    await store.release(others("one"), HOUR_MS);
    expect(await store.claim(others("other"), HOUR_MS)).toEqual(doneBy("slow"));
  });

  it("a release of what was never claimed leaves it free", async () => {
    const work = newWork();
    await store.release(work("nobody"), HOUR_MS);
    expect(await store.claim(work("one"), HOUR_MS)).toEqual(CLAIMED);
  });

  it("what was done is done, whoever holds the claim by now, and whether anybody does", async () => {
    const [taken, never] = [newWork(), newWork()];
    await store.claim(taken("slow"), HOUR_MS);
    await store.claim(taken("one", LEASE_ENDS), LEASE_ENDS);
    await store.finish(taken("slow"), LEASE_ENDS);
    expect(await store.claim(taken("other", LEASE_ENDS), LEASE_ENDS)).toEqual(doneBy("slow"));
    await store.finish(never("one"), HOUR_MS);
    expect(await store.claim(never("other"), HOUR_MS)).toEqual(doneBy("one"));
  });

  it("keeps keys apart", async () => {
    const [one, other] = [newWork(), newWork()];
    expect(await store.claim(one("a"), HOUR_MS)).toEqual(CLAIMED);
    expect(await store.claim(other("b"), HOUR_MS)).toEqual(CLAIMED);
  });

  it.each([
    ["new work", undefined],
    ["work that a crash has left", "crashed"],
  ])("exactly one of 50 at once gets it, and the others learn whose it is: %s", async (_, before) => {
    const work = newWork();
    if (before) await store.claim(work(before), HOUR_MS);
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, i) => store.claim(work(`${i}`, LEASE_ENDS), LEASE_ENDS)),
    );
    const winner = claims.findIndex(({ as }) => as === "claimed");
    const others = claims.toSpliced(winner, 1);
    expect(others).toEqual(Array(49).fill(underWayBy(`${winner}`, LEASE_ENDS + 30_000)));
  });

  it.each(["quotes ' \" and \\", "ünï😀", "__proto__", "#token :now", "k".repeat(1_024)])(
    "takes any key: %.20s",
    async (key) => {
      const work = newWork(key);
      expect(await store.claim(work("one"), HOUR_MS)).toEqual(CLAIMED);
      expect(await store.claim(work("other"), HOUR_MS)).toEqual(underWayBy("one"));
    },
  );
}

describe("memoryOnce", () => {
  contract(() => memoryOnce());

  it("forgets the least recent beyond its bound, and never the latest", async () => {
    const store = memoryOnce({ maxKeys: 10 });
    const works = Array.from({ length: 1_000 }, () => newWork()("one"));
    for (const work of works) await store.finish(work, HOUR_MS);
    expect(await store.claim(works.at(-1) as OnceWork, HOUR_MS)).toMatchObject({ as: "done" });
    expect(await store.claim(works[0] as OnceWork, HOUR_MS)).toMatchObject({ as: "claimed" });
  });
});

describe.each(Object.entries(ENGINES))("dynamoDbOnce %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    contract(() => dynamoDbOnce(patientTable(engine)));
  });
});

describe.each(ONE_CLIENT)("redisOnce %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    beforeAll(async () => {
      own = await start();
    });
    afterAll(() => own.close());
    contract(() => redisOnce(own.redis));
  });
});
