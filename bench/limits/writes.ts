import type { Children } from "../children.ts";
import type { Section } from "../report/section.ts";
import { type Contender, flexible, LIMIT_PER_HOUR, wholeForm } from "./contenders.ts";
import { createTable } from "./table.ts";
import { recordingWire, type Wire } from "./wire.ts";

/** DynamoDB writes per request, counted on the wire: exact, whatever the machine. */
export async function writesPerRequest(children: Children): Promise<Section> {
  const dynalite = await children.serve("dynalite.ts");
  const wire = await recordingWire(dynalite.url);
  const counted: Counts[] = [];
  for (const contender of [wholeForm, flexible]) {
    const tableName = await createTable(dynalite.url, `writes-${contender.tableKey}`, contender.tableKey);
    counted.push(await countWrites(contender, wire, tableName));
  }
  wire.close();

  return {
    title: "DynamoDB writes per request",
    notes: [
      `Limit ${LIMIT_PER_HOUR} per hour; counted by a proxy in front of dynalite. A failed conditional write counts: DynamoDB bills it. Postern is the whole contact form; RateLimiterDynamo is rate-limiter-flexible's limiter by itself, with tableCreated, ttlSet and inMemoryBlockOnConsumed = ${LIMIT_PER_HOUR}.`,
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

async function countWrites(contender: Contender, wire: Wire, tableName: string): Promise<Counts> {
  const newInstance = () => contender.newInstance(wire.url, tableName);
  const ask = async (instance: ReturnType<typeof newInstance>, address: string, expected: boolean) => {
    if ((await instance(address)) !== expected) {
      throw new Error(
        `${contender.name} ${expected ? "refused a request within" : "let one pass beyond"} the limit`,
      );
    }
  };
  const pass = async (times: number, instance: ReturnType<typeof newInstance>, address: string) => {
    for (let time = 0; time < times; time += 1) await ask(instance, address, true);
  };
  wire.operations();

  const warm = newInstance();
  await pass(LIMIT_PER_HOUR, warm, "203.0.113.1");
  const accepted = perRequest(wire, LIMIT_PER_HOUR);
  await ask(warm, "203.0.113.1", false);
  const refusedWarm = perRequest(wire);

  const cold = newInstance();
  await ask(cold, "203.0.113.1", false);
  const refusedCold = perRequest(wire);
  await ask(cold, "203.0.113.1", false);
  const refusedAgain = perRequest(wire);

  await pass(LIMIT_PER_HOUR - 1, warm, "203.0.113.2");
  wire.operations();
  await pass(1, newInstance(), "203.0.113.2");
  return {
    "accepted, warm instance (mean of 5)": accepted,
    "accepted, cold instance, 4 of 5 used": perRequest(wire),
    "refused, cold instance": refusedCold,
    "refused again, same instance": refusedAgain,
    "refused, instance that let the 5 pass": refusedWarm,
  };
}

/** `1.8 UpdateItem`: how many, and of what, since last asked. */
function perRequest(wire: Wire, requests = 1): string {
  const operations = wire.operations();
  const kinds = [...new Set(operations)];
  return kinds.length === 0 ? "0" : `${operations.length / requests} ${kinds.join(", ")}`;
}
