import type { Children } from "../children.ts";
import { createTable } from "../dynamodb/table.ts";
import type { Section } from "../report/section.ts";
import { CASES, type Case } from "./cases.ts";
import { type ContestPlan, headOf, howMeasured, type Measured, measure, resultOf } from "./contest.ts";
import { startLoad } from "./load.ts";

/** Requests per second of the contact path beside a bare handler that gets the very same requests. */
export async function throughput(children: Children, plan: ContestPlan): Promise<Section> {
  const load = await startLoad(children);
  const dynalite = await children.serve("dynalite.ts");
  const tableName = await createTable(dynalite.url, "bench-throughput", "pk");
  const measured = CASES.map((each) => ({ each, bare: [] as Measured[], contact: [] as Measured[] }));

  for (let start = 0; start < plan.starts; start += 1) {
    const bare = await children.serve("bare.ts");
    const contact = await children.serve("contact.ts", [dynalite.url, tableName]);
    const shootBare = (each: Case, requests: number) =>
      measure(load, bare, { ...each, status: 200 }, Math.ceil(requests * each.share));
    const shootContact = async (each: Case, requests: number) => {
      const shot = await measure(load, contact, each, Math.ceil(requests * each.share));
      expectOnly(each.reason, shot.decisions);
      return shot;
    };
    for (const each of CASES) {
      await shootBare(each, plan.warmUpRequests);
      await shootContact(each, plan.warmUpRequests);
    }
    for (let round = 0; round < plan.rounds; round += 1) {
      for (const { each, ...shots } of measured) {
        shots.bare.push(await shootBare(each, plan.requests));
        shots.contact.push(await shootContact(each, plan.requests));
      }
    }
    bare.end();
    contact.end();
  }

  const results = measured.map(({ each, bare, contact }) => resultOf(each.name, bare, contact, each.atLeast));
  return {
    title: "Contact form: requests per second",
    notes: [
      `Bare is a node:http handler that reads the body and answers JSON of like size. The contact path is the same server calling the contact form and writing one decision line per request through a stream to /dev/null, as a long-running server writes its log. (A Lambda function writes each line at once.) Both get the same requests, ${howMeasured(plan)}.`,
      "Accepted: DynamoDB is dynalite in a process of its own, each request comes from a new visitor, and the mailer keeps nothing; a tenth of the requests of the other cases. Nearly all of that time is the AWS SDK's one signed PutItem.",
      "µs CPU is the processor time of the server per request. Where requests per second times it stay well below a whole second, the load or a busy machine was the limit and not the server, and contact ÷ bare flatters the slower one; the last column does not. The target is held against contact ÷ bare.",
    ],
    head: ["case", ...headOf("contact")],
    rows: results.map(({ row }) => row),
    targets: results.flatMap(({ target }) => target ?? []),
  };
}

/** A case that came to another decision was another case. */
function expectOnly(reason: string, decisions: Readonly<Record<string, number>>): void {
  const others = Object.keys(decisions).filter((each) => each !== reason);
  if (others.length > 0 || decisions[reason] === undefined) {
    throw new Error(`expected the decision ${reason} alone, got ${JSON.stringify(decisions)}`);
  }
}
