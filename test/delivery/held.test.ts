import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KeepingOptions, keeping, type Written } from "../../src/delivery/held.ts";
import { holding } from "../../src/delivery/held-check.ts";
import { type At, type Check, passed, refuse } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import type { CounterStore } from "../../src/stores/counter-store.ts";
import { dynamoDbCounters } from "../../src/stores/dynamodb-counters.ts";
import { memoryCounters } from "../../src/stores/memory-counters.ts";
import type { KeptMessage } from "../../src/stores/message-store.ts";
import { type Engine, patientTable, startDynalite } from "../stores/support/engines.ts";
import { HOUR_MS } from "../support/clock.ts";

const DAY_MS = 86_400_000;
const WRITTEN: Written = { name: "Ada", email: "ada@example.com", message: "Hello" };
const DOWN = new Unavailable("dynamodb", new Error("down"));

/** One instance, and everything that it asked of its stores. */
function instance({ counters = memoryCounters(), ...over }: Partial<KeepingOptions> = {}) {
  const kept: KeptMessage[] = [];
  const asked: string[] = [];
  let ids = 0;
  const counting: Pick<CounterStore, "add"> = {
    add: (key, limit, expiresAtSeconds) => {
      asked.push(key);
      return counters.add(key, limit, expiresAtSeconds);
    },
  };
  const keeps = keeping({
    messages: { keep: async (message) => void kept.push(message) },
    counters: counting,
    holdDays: 30,
    holdLimitPerHour: 100,
    archiveDays: 90,
    maxCodePoints: { name: 10, email: 20, message: 30 },
    newId: () => String(++ids),
    ...over,
  });
  return { ...keeps, kept, asked };
}

describe("hold", () => {
  it("keeps what was written, why it was refused, and for so many days", async () => {
    const { hold, kept } = instance();
    const id = `${new Date(HOUR_MS).toISOString()}-1`;
    expect(await hold(WRITTEN, "HONEYPOT", HOUR_MS)).toEqual({ as: "kept", id });
    const expiresAtMs = HOUR_MS + 30 * DAY_MS;
    expect(kept).toEqual([{ ...WRITTEN, keptAs: "held", id, reason: "HONEYPOT", expiresAtMs }]);
  });

  it("keeps empty fields, and no more of long ones than the form takes", async () => {
    const { hold, kept } = instance();
    await hold({ name: "", email: "", message: "x" }, "HONEYPOT", HOUR_MS);
    const long = "😀".repeat(1_000);
    await hold({ name: long, email: long, message: `${"a".repeat(29)}${long}` }, "HONEYPOT", HOUR_MS);
    expect(kept).toMatchObject([
      { name: "", email: "", message: "x" },
      { name: "😀".repeat(10), email: "😀".repeat(20), message: `${"a".repeat(29)}😀` },
    ]);
  });

  it("keeps nothing of nothing: an empty flood must not take the room of what somebody wrote", async () => {
    const { hold, kept, asked } = instance();
    const answer = await hold({ name: " ", email: "", message: "\n" }, "HONEYPOT", HOUR_MS);
    expect(answer).toEqual({ as: "not-kept", because: "EMPTY" });
    expect([...kept, ...asked]).toEqual([]);
  });

  it("is off at 0 days: nothing is asked", async () => {
    const { hold, kept, asked } = instance({ holdDays: 0 });
    expect(await hold(WRITTEN, "HONEYPOT", HOUR_MS)).toEqual({ as: "not-kept", because: "OFF" });
    expect([...kept, ...asked]).toEqual([]);
  });

  it("of a flood of 10,000 at once, keeps exactly the limit, and asks the store no further", async () => {
    const { hold, kept, asked } = instance();
    const flood = () => Promise.all(Array.from({ length: 10_000 }, () => hold(WRITTEN, "HONEYPOT", HOUR_MS)));
    const answers = await flood();
    expect(kept).toHaveLength(100);
    expect(answers.filter(({ as }) => as === "kept")).toHaveLength(100);
    expect(answers).toContainEqual({ as: "not-kept", because: "HOUR_FULL" });
    expect(asked).toHaveLength(100);
    await flood();
    expect([kept.length, asked.length]).toEqual([100, 100]);
  });

  it("asks once where other instances have filled the hour", async () => {
    const counters = memoryCounters();
    const [first, second] = [instance({ counters }), instance({ counters })];
    for (let each = 0; each < 150; each += 1) await first.hold(WRITTEN, "HONEYPOT", HOUR_MS);
    for (let each = 0; each < 150; each += 1) await second.hold(WRITTEN, "HONEYPOT", HOUR_MS);
    expect([first.kept.length, second.kept.length]).toEqual([100, 0]);
    expect([first.asked.length, second.asked.length]).toEqual([100, 1]);
  });

  it("asks again in the next hour", async () => {
    const { hold, kept } = instance({ holdLimitPerHour: 1 });
    for (const hours of [0, 0, 1, 1, 2]) await hold(WRITTEN, "HONEYPOT", HOUR_MS + hours * 3_600_000);
    expect(kept).toHaveLength(3);
  });

  it("does not count what could not be counted", async () => {
    let isDown = true;
    const counters = memoryCounters();
    const add: CounterStore["add"] = (...given) => (isDown ? Promise.reject(DOWN) : counters.add(...given));
    const { hold, kept } = instance({ holdLimitPerHour: 2, counters: { ...counters, add } });
    for (let each = 0; each < 3; each += 1) {
      expect(await hold(WRITTEN, "HONEYPOT", HOUR_MS)).toEqual({ as: "failed", error: DOWN });
    }
    isDown = false;
    for (let each = 0; each < 3; each += 1) await hold(WRITTEN, "HONEYPOT", HOUR_MS);
    expect(kept).toHaveLength(2);
  });
});

describe("hold, on DynamoDB", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startDynalite();
  });
  afterAll(() => engine.close());

  it("keeps exactly the limit, by however many instances; each stops asking once it has found it full", async () => {
    const counters = dynamoDbCounters(patientTable(engine));
    const instances = Array.from({ length: 5 }, () => instance({ counters, holdLimitPerHour: 20 }));
    const flood = () =>
      Promise.all(
        instances.flatMap(({ hold }) =>
          Array.from({ length: 2_000 }, () => hold(WRITTEN, "HONEYPOT", HOUR_MS)),
        ),
      );
    await flood();
    expect(instances.flatMap(({ kept }) => kept)).toHaveLength(20);
    const asked = instances.map((each) => each.asked.length);
    expect(Math.max(...asked)).toBeLessThanOrEqual(20);
    await flood();
    expect(instances.flatMap(({ kept }) => kept)).toHaveLength(20);
    expect(instances.map((each) => each.asked.length)).toEqual(asked);
  });
});

describe("archive", () => {
  it("keeps what was accepted, for its own number of days, and counts nothing", async () => {
    const { archive, kept, asked } = instance({ holdDays: 0 });
    const id = `${new Date(HOUR_MS).toISOString()}-1`;
    expect(await archive(WRITTEN, HOUR_MS)).toEqual({ as: "kept", id });
    expect(kept).toEqual([{ ...WRITTEN, keptAs: "archived", id, expiresAtMs: HOUR_MS + 90 * DAY_MS }]);
    expect(asked).toEqual([]);
  });

  it("is off at 0 days", async () => {
    const { archive, kept } = instance({ archiveDays: 0 });
    expect(await archive(WRITTEN, HOUR_MS)).toEqual({ as: "not-kept", because: "OFF" });
    expect(kept).toEqual([]);
  });
});

it("a store that fails is a value", async () => {
  const { hold, archive } = instance({ messages: { keep: () => Promise.reject(DOWN) } });
  expect(await hold(WRITTEN, "HONEYPOT", HOUR_MS)).toEqual({ as: "failed", error: DOWN });
  expect(await archive(WRITTEN, HOUR_MS)).toEqual({ as: "failed", error: DOWN });
});

describe("a check that holds what it refuses", () => {
  const AT: At = { nowMs: HOUR_MS, elapsedMs: () => 0, signal: new AbortController().signal };
  const trap: Check<{ readonly trap: string }, void, "HONEYPOT"> = {
    name: "honeypot",
    run: ({ trap }) => (trap === "" ? passed : refuse("HONEYPOT", { notes: { of: "test" } })),
  };
  const decide = (one: ReturnType<typeof instance>, given: string) =>
    gate<{ readonly trap: string; readonly written: Written }>("test")
      .check(
        holding(trap, one, ({ written }: { readonly trap: string; readonly written: Written }) => written),
      )
      .decide({ trap: given, written: WRITTEN }, AT);

  it("refuses as before, and says that it is held", async () => {
    const one = instance();
    const decision = await decide(one, "filled");
    expect(decision).toMatchObject({ ok: false, reason: "HONEYPOT", notes: { of: "test", held: "kept" } });
    expect(one.kept).toMatchObject([{ ...WRITTEN, reason: "HONEYPOT" }]);
    expect(JSON.stringify(decision)).not.toContain("example.com");
  });

  it("holds nothing that passes", async () => {
    const one = instance();
    expect(await decide(one, "")).toMatchObject({ ok: true });
    expect(one.kept).toEqual([]);
  });

  it("refuses as before when the store fails, and the trail has the error", async () => {
    const one = instance({ messages: { keep: () => Promise.reject(DOWN) } });
    const decision = await decide(one, "filled");
    expect(decision).toMatchObject({ ok: false, reason: "HONEYPOT", notes: { held: "failed" } });
    expect(decision.trail).toMatchObject([{ check: "honeypot", verdict: "refused", error: DOWN }]);
  });

  it("says why it holds nothing", async () => {
    const full = instance({ holdLimitPerHour: 0 });
    expect(await decide(full, "filled")).toMatchObject({ notes: { held: "HOUR_FULL" } });
    expect(await decide(instance({ holdDays: 0 }), "filled")).toMatchObject({ notes: { held: "OFF" } });
  });
});
