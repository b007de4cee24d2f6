import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/gate/check.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { hourlyLimitOrHere } from "../../src/limits/hourly-limit-or-here.ts";
import type { ClaimStore } from "../../src/stores/claim-store.ts";
import { memoryClaims } from "../../src/stores/memory-claims.ts";
import { at } from "../email/support/asking.ts";
import { HOUR, HOUR_MS } from "../support/clock.ts";

interface Input {
  readonly who: string;
}

/** A store that a test may take away, and that writes down what it was asked. */
function table() {
  const store = memoryClaims();
  const keys: string[] = [];
  let broken: Error | undefined;
  const slots: ClaimStore = {
    claim: async (key, ...rest) => {
      if (broken) throw broken;
      keys.push(key);
      return store.claim(key, ...rest);
    },
    release: async (key, ...rest) => {
      if (broken) throw broken;
      return store.release(key, ...rest);
    },
  };
  return {
    slots,
    keys,
    breaks: (error: Error | undefined) => {
      broken = error;
    },
  };
}

const DOWN = new Unavailable("dynamodb", new Error("ECONNREFUSED"));

function limit(slots: ClaimStore, limitPerHour = 2, name = "limit") {
  const keyOf = ({ who }: Input) => `of#${who}`;
  const check = hourlyLimitOrHere({ name, slots, limitPerHour, keyOf });
  return Object.assign(check, {
    take: (who = "ada", nowMs = HOUR_MS) => Promise.resolve(check.run({ who }, at(nowMs))),
  });
}

const isOk = ({ ok }: Verdict<unknown, string>) => ok;
const undo = async (verdict: Verdict<unknown, string>, why: "refused" | "not-sent") =>
  verdict.ok ? await verdict.undo?.(why) : expect.fail("refused");

describe("hourlyLimitOrHere", () => {
  it("counts in the store, under the name that it is given, and is not degraded", async () => {
    const { slots, keys } = table();
    const one = limit(slots);
    expect(one.name).toBe("limit");
    const verdicts = [await one.take(), await one.take(), await one.take(), await one.take("bob")];
    expect(verdicts.map(isOk)).toEqual([true, true, false, true]);
    expect(verdicts[2]).toEqual({ ok: false, reason: "RATE_LIMITED", retryAfterSeconds: 3_600 });
    for (const verdict of verdicts) expect(verdict).not.toHaveProperty("degraded");
    expect(keys).toEqual(
      [1, 2].map((slot) => `of#ada#hour#${HOUR}#slot#${slot}`).concat(`of#bob#hour#${HOUR}#slot#1`),
    );
  });

  it("counts here while the store is down, and says so with what broke", async () => {
    const { slots, breaks } = table();
    breaks(DOWN);
    const one = limit(slots);
    const verdicts = [await one.take(), await one.take(), await one.take()];
    expect(verdicts.map(isOk)).toEqual([true, true, false]);
    for (const verdict of verdicts.slice(0, 2)) {
      expect(verdict).toMatchObject({
        degraded: "the rate table is out of reach: this instance counts by itself",
        error: DOWN,
      });
    }
    expect(verdicts[2]).toMatchObject({ reason: "RATE_LIMITED", retryAfterSeconds: 3_600 });
  });

  it.each([0, 1, 2])("lets no more pass when the store comes back after %d", async (here) => {
    const { slots, breaks } = table();
    const one = limit(slots);
    breaks(DOWN);
    for (let i = 0; i < here; i += 1) expect(isOk(await one.take())).toBe(true);
    breaks(undefined);
    const verdicts = [await one.take(), await one.take(), await one.take()];
    expect(verdicts.filter(isOk)).toHaveLength(2 - here);
  });

  it("lets no more pass when the store goes away in between", async () => {
    const { slots, breaks } = table();
    const one = limit(slots);
    expect(isOk(await one.take())).toBe(true);
    breaks(DOWN);
    const verdicts = [await one.take(), await one.take(), await one.take()];
    expect(verdicts.filter(isOk)).toHaveLength(1);
  });

  it("begins anew with the hour, here as well", async () => {
    const { slots, breaks } = table();
    breaks(DOWN);
    const one = limit(slots, 1);
    expect(isOk(await one.take())).toBe(true);
    expect(isOk(await one.take("ada", HOUR_MS + 3_599_000))).toBe(false);
    expect(isOk(await one.take("ada", HOUR_MS + 3_600_000))).toBe(true);
  });

  it.each([
    ["in the store", undefined],
    ["here", DOWN],
  ])(
    "gives a slot back that was used for nothing, and keeps one of who was refused later: %s",
    async (_, error) => {
      const { slots, breaks } = table();
      breaks(error);
      const one = limit(slots, 1);
      const first = await one.take();
      expect(await undo(first, "refused")).toBe("kept");
      expect(isOk(await one.take())).toBe(false);
      expect(await undo(first, "not-sent")).toBe("undone");
      expect(isOk(await one.take())).toBe(true);
      expect(isOk(await one.take())).toBe(false);
    },
  );

  it("shares nothing with another limit", async () => {
    const { slots, breaks } = table();
    breaks(DOWN);
    const [one, other] = [limit(slots, 1, "one"), limit(slots, 1, "other")];
    expect([isOk(await one.take()), isOk(await other.take()), isOk(await one.take())]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("admits exactly as many of those that come at once, in the store and here", async () => {
    for (const error of [undefined, DOWN]) {
      const { slots, breaks } = table();
      breaks(error);
      const one = limit(slots, 5);
      const verdicts = await Promise.all(Array.from({ length: 100 }, () => one.take()));
      expect(verdicts.filter(isOk)).toHaveLength(5);
    }
  });

  it("takes a bug for a bug", async () => {
    const { slots, breaks } = table();
    const bug = new TypeError("a bug");
    breaks(bug);
    await expect(limit(slots).take()).rejects.toBe(bug);
  });
});
