import type { Children } from "../children.ts";
import { createTable } from "../dynamodb/table.ts";
import type { OnDynamoDb } from "../limits/contender.ts";
import { IN_FLIGHT, race } from "../limits/rounds.ts";
import type { Plan } from "../plan.ts";
import type { Section } from "../report/section.ts";
import { flexible, LIMIT_PER_HOUR, limitAlone } from "./contenders.ts";

/** Decisions per second of the hourly limit and of another limiter, on the same dynalite. */
export async function contactDecisions(children: Children, plan: Plan["decisions"]): Promise<Section> {
  const { url } = await children.serve("dynalite.ts");
  const onTable = async (side: OnDynamoDb) =>
    side.on(url, await createTable(url, `contact-decisions-${side.tableKey}`, side.tableKey));
  const rows = await race(
    {
      sides: [await onTable(limitAlone), await onTable(flexible)],
      limit: LIMIT_PER_HOUR,
      newCallers: (round) =>
        Array.from({ length: plan.callers }, (_, n) => `10.${round + 1}.${n >> 8}.${n & 255}`),
      shared: true,
    },
    plan,
  );
  return {
    title: "Contact form: decisions per second",
    notes: [
      `The limits by themselves, ${IN_FLIGHT} decisions in flight, both on one dynalite in a process of its own, in turn: ${plan.rounds} rounds of ${plan.callers} addresses after a warm-up. Where DynamoDB is asked, the AWS SDK and dynalite set the pace; refused again is memory alone.`,
    ],
    head: ["decision", "Postern /s", "RateLimiterDynamo /s", "Postern ÷ RateLimiterDynamo"],
    rows,
    targets: [],
  };
}
