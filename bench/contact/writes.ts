import type { Children } from "../children.ts";
import { billed } from "../dynamodb/billed.ts";
import { createTable } from "../dynamodb/table.ts";
import { recordingWire, type Wire } from "../dynamodb/wire.ts";
import type { Ask, Contender } from "../limits/contender.ts";
import type { Section } from "../report/section.ts";
import { flexible, LIMIT_PER_HOUR, wholeForm } from "./contenders.ts";

/** DynamoDB writes per request, counted on the wire: exact, whatever the machine. */
export async function contactWrites(children: Children): Promise<Section> {
  const dynalite = await children.serve("dynalite.ts");
  const wire = await recordingWire(dynalite.url);
  const counted: Counts[] = [];
  for (const side of [wholeForm, flexible]) {
    const tableName = await createTable(dynalite.url, `contact-writes-${side.tableKey}`, side.tableKey);
    counted.push(await countWrites(side.on(wire.url, tableName), wire));
  }
  wire.close();

  return {
    title: "Contact form: DynamoDB writes per request",
    notes: [
      `Limit ${LIMIT_PER_HOUR} per hour; counted by a proxy in front of dynalite. A failed conditional write counts: DynamoDB bills it. Postern is the whole contact form; RateLimiterDynamo is rate-limiter-flexible's limiter by itself, with tableCreated, ttlSet and inMemoryBlockOnConsumed = ${LIMIT_PER_HOUR}. Neither reads.`,
      "A cold instance remembers nothing. It finds the slots of an address one by one, so there Postern writes up to as often as the limit says, once per address, hour and instance; from then on a refusal costs nothing.",
    ],
    head: ["request", ...[wholeForm, flexible].map(({ name }) => name)],
    rows: SITUATIONS.map((situation) => [situation, ...counted.map((counts) => counts[situation])]),
    targets: [],
  };
}

const SITUATIONS = [
  "accepted, warm instance (mean of 5)",
  "accepted, cold instance, 4 of 5 used",
  "refused, cold instance",
  "refused again, same instance",
  "refused, instance that let the 5 pass",
] as const;
type Counts = Record<(typeof SITUATIONS)[number], string>;

async function countWrites({ name, newInstance }: Contender, wire: Wire): Promise<Counts> {
  const ask = async (instance: Ask, address: string, expected: boolean) => {
    if ((await instance(address)) !== expected) {
      throw new Error(`${name} ${expected ? "refused a request within" : "let one pass beyond"} the limit`);
    }
  };
  const pass = async (times: number, instance: Ask, address: string) => {
    for (let time = 0; time < times; time += 1) await ask(instance, address, true);
  };
  const writes = (requests?: number) => {
    const { writes, reads } = billed(wire, requests);
    if (reads !== "0") throw new Error(`${name} reads: the table says that it does not`);
    return writes;
  };
  wire.operations();

  const warm = newInstance();
  await pass(LIMIT_PER_HOUR, warm, "203.0.113.1");
  const accepted = writes(LIMIT_PER_HOUR);
  await ask(warm, "203.0.113.1", false);
  const refusedWarm = writes();

  const cold = newInstance();
  await ask(cold, "203.0.113.1", false);
  const refusedCold = writes();
  await ask(cold, "203.0.113.1", false);
  const refusedAgain = writes();

  await pass(LIMIT_PER_HOUR - 1, warm, "203.0.113.2");
  wire.operations();
  await pass(1, newInstance(), "203.0.113.2");
  return {
    "accepted, warm instance (mean of 5)": accepted,
    "accepted, cold instance, 4 of 5 used": writes(),
    "refused, cold instance": refusedCold,
    "refused again, same instance": refusedAgain,
    "refused, instance that let the 5 pass": refusedWarm,
  };
}
