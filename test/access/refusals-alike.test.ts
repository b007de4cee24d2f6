import { randomBytes } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeKey } from "../../src/access/key.ts";
import { usagePlan } from "../../src/access/usage-plan.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbKeys } from "../../src/stores/dynamodb-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { TABLE_NAME } from "../stores/support/engines.ts";
import { testClock } from "../support/clock.ts";
import { DEMO, instance, newKey, type Partners, startPartners } from "./support/partners.ts";

const clock = testClock();
let partners: Partners;
/** Keys that are refused, each for a reason of its own. */
let refused: Readonly<Record<"unknown" | "disabled" | "expired" | "of a plan that is gone", string>>;
beforeAll(async () => {
  partners = await startPartners();
  const keys = partners.keys(clock, { ...DEMO, gone: { ratePerSecond: 1, burst: 1 } });
  const [disabled, expired] = [await newKey(keys), await newKey(keys, { expiresInMs: 1_000 })];
  await keys.disable(disabled.id);
  const gone = await keys.create({ name: "partner", plan: "gone" });
  if (!gone.ok) throw new TypeError(gone.reason);
  refused = {
    unknown: makeKey(randomBytes),
    disabled: disabled.key,
    expired: expired.key,
    "of a plan that is gone": gone.key,
  };
  clock.advanceSeconds(1);
});
afterAll(() => partners.close());

describe("refusals that tell nothing", () => {
  it("are the same in every byte, whatever is wrong with the key", async () => {
    const replies = [];
    const malformed = ["", "x", `${refused.unknown}0`, `${refused.unknown}, ${refused.unknown}`];
    for (const key of [undefined, ...malformed, ...Object.values(refused)]) {
      replies.push(await instance(partners.env, clock).call(key));
    }
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(replies[0]).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
  });

  it("ask the table the same, the first time and after", async () => {
    for (const key of Object.values(refused)) {
      const warm = instance(partners.env, clock);
      partners.forget();
      await warm.call(key);
      expect(partners.actions()).toEqual(["dynamodb:GetItem"]);
      await warm.call(key);
      expect(partners.actions()).toEqual(["dynamodb:GetItem"]);
    }
  });

  /*
   * Does not flake on any machine: within a round all are measured once, in random order, each on a cold instance. If a kind
   * is slower by no more than the margin, then at most every second round shows it slower by more, whatever the noise. Of
   * 300 fair coins more than 207 heads come once in 10^10. A kind that took one more lookup would show in nearly all rounds.
   */
  it("take the same time, to within half a lookup, over 300 rounds", { timeout: 120_000 }, async () => {
    const keys = dynamoDbKeys(
      dynamoDbTable({ ...partners.connection, tableName: TABLE_NAME, timeoutMs: 60_000 }),
    );
    const signal = new AbortController().signal;
    const took = async (work: () => Promise<unknown>) => {
      await turn();
      const startedMs = performance.now();
      await work();
      return performance.now() - startedMs;
    };
    const refusal = (apiKey: string) =>
      took(async () => {
        const check = usagePlan({ store: { keys, usage: memoryUsage() }, plans: DEMO });
        const verdict = await check.run({ apiKey }, { nowMs: clock.nowMs(), elapsedMs: () => 0, signal });
        expect(verdict.ok).toBe(false);
      });

    const rounds = 300;
    const kinds = Object.entries(refused);
    const slower = new Map<string, number>();
    const lookups: number[] = [];
    for (let round = 0; round < rounds; round += 1) lookups.push(await took(() => keys.find("nobody's")));
    const marginMs = (lookups.toSorted((a, b) => a - b)[rounds / 2] ?? 0) / 2;
    for (let round = 0; round < rounds; round += 1) {
      const times: Record<string, number> = {};
      const order = kinds.map((kind) => [Math.random(), kind] as const).toSorted(([a], [b]) => a - b);
      for (const [, [kind, key]] of order) times[kind] = await refusal(key);
      for (const [one] of kinds) {
        for (const [other] of kinds) {
          const isSlower = (times[one] ?? 0) > (times[other] ?? 0) + marginMs;
          if (isSlower) slower.set(`${one} than ${other}`, (slower.get(`${one} than ${other}`) ?? 0) + 1);
        }
      }
    }
    expect([...slower].filter(([, count]) => count > 207)).toEqual([]);
  });
});
