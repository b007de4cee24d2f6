import { memoryKeys } from "../../src/stores/memory-keys.ts";
import type { Children } from "../children.ts";
import { createTable } from "../dynamodb/table.ts";
import { IN_FLIGHT, race } from "../limits/rounds.ts";
import type { Plan } from "../plan.ts";
import type { Section } from "../report/section.ts";
import { flexibleDay, keysOn, newKey, QUOTA_PER_DAY, quotaInMemory, quotaOnDynamoDb } from "./contenders.ts";

/** Decisions per second of a usage plan and of another limiter, on the same engines. */
export async function accessDecisions(children: Children, plan: Plan["decisions"]): Promise<Section> {
  const { url } = await children.serve("dynalite.ts");
  const ourTable = await createTable(url, "access-decisions-pk", "pk");
  const theirTable = await createTable(url, "access-decisions-key", "key");
  const keys = memoryKeys();
  const registries = [keys, keysOn(url, ourTable)];
  const callers: (readonly string[])[] = [];
  for (let round = -1; round < plan.rounds; round += 1) {
    callers.push(await Promise.all(Array.from({ length: plan.callers }, () => newKey(registries))));
  }
  const same = { limit: QUOTA_PER_DAY, newCallers: (round: number) => callers[round + 1] ?? [] };

  const inMemory = await race(
    { ...same, sides: [quotaInMemory(keys), flexibleDay.inMemory], shared: false },
    plan,
  );
  const onDynalite = await race(
    {
      ...same,
      sides: [quotaOnDynamoDb(url, ourTable), flexibleDay.onDynamoDb.on(url, theirTable)],
      shared: true,
    },
    plan,
  );
  const named = (engine: string, rows: readonly string[][]) =>
    rows.map(([situation, ...figures]) => [`${situation}, ${engine}`, ...figures]);
  return {
    title: "API keys: decisions per second",
    notes: [
      `A usage plan with a quota of ${QUOTA_PER_DAY} a day and a bucket that never refuses, ${IN_FLIGHT} decisions in flight, in turn with rate-limiter-flexible's RateLimiterMemory or RateLimiterDynamo: ${plan.rounds} rounds of ${plan.callers} keys after a warm-up.`,
      "The two do not do the same. Postern checks the key's form, hashes it, looks it up (on dynalite one GetItem per key and instance) and judges bucket and quota by the calendar; the other counts a text in one fixed window.",
    ],
    head: ["decision", "Postern /s", "rate-limiter-flexible /s", "Postern ÷ rate-limiter-flexible"],
    rows: [...named("in memory", inMemory), ...named("on dynalite", onDynalite)],
    targets: [],
  };
}
