import type { Children, ServerChild } from "../children.ts";
import { createTable } from "../dynamodb/table.ts";
import type { Plan } from "../plan.ts";
import { count, ratio, type Section, type Target, tenths } from "../report/section.ts";
import { ratios, type Spread, spread } from "../spread.ts";
import { CASES, type Case } from "./cases.ts";
import { CONNECTIONS, fire } from "./load.ts";

/** Requests per second of the contact path beside a bare handler that gets the very same requests. */
export async function throughput(children: Children, plan: Plan["throughput"]): Promise<Section> {
  const dynalite = await children.serve("dynalite.ts");
  const tableName = await createTable(dynalite.url, "bench-throughput", "pk");
  const bare = await children.serve("bare.ts");
  const contact = await children.serve("contact.ts", [dynalite.url, tableName]);

  const shoot = async (server: ServerChild, each: Case, seconds: number): Promise<Shots> => {
    await server.report();
    const shot = server === bare ? { ...each, status: 200 } : each;
    const load = await fire(children, server.url, shot, seconds);
    const { cpuMicroseconds, decisions } = await server.report();
    if (server === contact) expectOnly(each.reason, decisions);
    return { perSecond: load.answers / load.seconds, cpuMicroseconds: cpuMicroseconds / load.answers };
  };

  for (const each of CASES) {
    for (const server of [bare, contact]) await shoot(server, each, plan.warmUpSeconds);
  }
  const measured = new Map(CASES.map((each) => [each, { bare: [] as Shots[], contact: [] as Shots[] }]));
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [each, shots] of measured) {
      shots.bare.push(await shoot(bare, each, plan.seconds));
      shots.contact.push(await shoot(contact, each, plan.seconds));
    }
  }

  const results = [...measured].map(([each, shots]) => resultOf(each, shots));
  return {
    title: "Contact form: requests per second",
    notes: [
      `Bare is a node:http handler that reads the body and answers JSON of like size. The contact path is the same server calling the contact form and writing one decision line per request through a stream to /dev/null, as a long-running server writes its log. (A Lambda function writes each line at once.) Both get the same requests, in turn, from autocannon (${CONNECTIONS} connections) in a process of its own: ${plan.rounds} rounds of ${plan.seconds} s each after a warm-up.`,
      "Accepted: DynamoDB is dynalite in a process of its own, each request comes from a new visitor, and the mailer keeps nothing. Nearly all of that time is the AWS SDK's one signed PutItem.",
      "µs CPU is the processor time of the server per request. Where requests per second times it stay well below a whole second, the load or a busy machine was the limit and not the server, and contact ÷ bare flatters the slower one; the last column does not. The target is held against contact ÷ bare.",
    ],
    head: [
      "case",
      "bare /s",
      "contact /s",
      "contact ÷ bare",
      "bare µs CPU",
      "contact µs CPU",
      "bare ÷ contact CPU",
    ],
    rows: results.map(({ row }) => row),
    targets: results.flatMap(({ target }) => target ?? []),
  };
}

interface Shots {
  readonly perSecond: number;
  /** Per request. */
  readonly cpuMicroseconds: number;
}

function resultOf(each: Case, shots: { bare: readonly Shots[]; contact: readonly Shots[] }) {
  const perSecond = (of: readonly Shots[]) => of.map((shot) => shot.perSecond);
  const microseconds = (of: readonly Shots[]) => of.map((shot) => shot.cpuMicroseconds);
  const share = ratios(perSecond(shots.contact), perSecond(shots.bare));
  const cpuShare = ratios(microseconds(shots.bare), microseconds(shots.contact));
  return {
    row: [
      each.name,
      count(spread(perSecond(shots.bare))),
      count(spread(perSecond(shots.contact))),
      ratio(share),
      tenths(spread(microseconds(shots.bare))),
      tenths(spread(microseconds(shots.contact))),
      ratio(cpuShare),
    ],
    target: each.atLeast === undefined ? undefined : targetOf(each.name, share, cpuShare, each.atLeast),
  };
}

const targetOf = (name: string, share: Spread, cpuShare: Spread, atLeast: number): Target => ({
  met: share.median >= atLeast,
  sentence: `${name}: ${share.median.toFixed(2)} of the bare throughput, at least ${atLeast} is wanted (${cpuShare.median.toFixed(2)} by processor time)`,
});

/** A case that came to another decision was another case. */
function expectOnly(reason: string, decisions: Readonly<Record<string, number>>): void {
  const others = Object.keys(decisions).filter((each) => each !== reason);
  if (others.length > 0 || decisions[reason] === undefined) {
    throw new Error(`expected the decision ${reason} alone, got ${JSON.stringify(decisions)}`);
  }
}
