import { setTimeout as pause } from "node:timers/promises";
import { parseJob } from "../src/delivery/job.ts";
import type { Call, Passed } from "./front.ts";
import type { Ledger } from "./ledger.ts";
import { messagesIn, ODDS, type Plan } from "./plan.ts";
import { randomOf } from "./random.ts";

type Passage = (call: Call) => Promise<Passed>;

/** How long SES takes for a mail. */
const SLOWEST_MAIL_MS = 400;

/** SES on a bad day. Refusals are the stand-in's own, from those that do nothing but refuse. */
export function sesPassage(
  { seed }: Plan,
  ledger: Ledger,
  moods: { readonly throttling: string; readonly failing: string },
): Passage {
  const random = randomOf(seed, "ses");
  const fateOf = (draw: number): "throttling" | "failing" | "cut" | "hang" | "well" => {
    if (draw < ODDS.refused / 2) return "throttling";
    if (draw < ODDS.refused) return "failing";
    if (draw < ODDS.refused + ODDS.dropped) return "cut";
    return draw < ODDS.refused + ODDS.dropped + ODDS.hung ? "hang" : "well";
  };
  return async ({ caller, body, pass }) => {
    const [fate, tookMs] = [fateOf(random()), random() * SLOWEST_MAIL_MS];
    if (fate === "throttling" || fate === "failing") return { reply: await pass({ to: moods[fate] }) };
    const answer = await pass();
    if (answer.status !== 200) throw new Error(`SES refused a mail by itself: ${answer.body}`);
    const { unanswered } = ledger.sent(caller, messagesIn(JSON.parse(body).Content.Simple.Body.Text.Data));
    await pause(tookMs);
    return { reply: fate === "well" ? answer : fate, unanswered };
  };
}

/** SQS, which may hand over twice. */
export function queuePassage({ seed }: Plan, ledger: Ledger): Passage {
  const random = randomOf(seed, "queue");
  return async ({ caller, action, body, pass }) => {
    if (action === "ReceiveMessage") ledger.received(caller);
    const job = action === "SendMessage" ? parseJob(JSON.parse(body).MessageBody) : undefined;
    if (job?.kind !== "contact") return { reply: await pass() };
    for (const message of messagesIn(job.payload.message)) ledger.queued(job.id, message);
    const reply = await pass();
    if (random() < ODDS.twice) await pass();
    return { reply };
  };
}

const JOB = /"pk":\{"S":"job#(?<job>[^"]+)"/;

/** DynamoDB: tells the ledger what was written down. */
export function tablePassage({ broken }: Plan, ledger: Ledger): Passage {
  return async ({ caller, body, pass }) => {
    const job = JOB.exec(body)?.groups?.job;
    if (job === undefined) return { reply: await pass() };
    const reply = await pass({ body: broken === undefined ? body : spoilt(body, broken) });
    if (reply.status === 200 && body.includes('"state":{"S":"done"}')) ledger.writtenDown(caller, job);
    return { reply };
  };
}

/** A claim of a job as a broken store would make it. */
function spoilt(body: string, broken: Plan["broken"]): string {
  const claim = JSON.parse(body) as Record<string, unknown>;
  const { ConditionExpression: condition } = claim;
  if (typeof condition !== "string" || !condition.includes("leaseUntilMs")) return body;
  if (broken === "leases") {
    const anyLease = condition.replace("leaseUntilMs <= :now", "attribute_exists(leaseUntilMs)");
    return JSON.stringify({ ...claim, ConditionExpression: anyLease });
  }
  if (broken !== "claims") return body;
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues, ...unconditional } =
    claim;
  return JSON.stringify(unconditional);
}
