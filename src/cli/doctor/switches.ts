import { type BreakerLimits, isTooMuch, sum } from "../../delivery/sending-breaker.ts";
import { DAY_MS, dayOf } from "../../limits/day.ts";
import { type DynamoDbTable, dynamoDbTable } from "../../stores/dynamodb.ts";
import { dynamoDbControls } from "../../stores/dynamodb-controls.ts";
import { dynamoDbMailEvents } from "../../stores/dynamodb-mail-events.ts";
import { deployedName } from "../deployed-name.ts";
import { momentText } from "../duration.ts";
import { TIMEOUT_MS } from "../service.ts";
import { ask, notSeen, type Trouble } from "./ask.ts";
import type { Deployment, Holding } from "./deployment.ts";
import { type Finding, ok, warning } from "./finding.ts";
import { permission } from "./permission.ts";
import type { Subject } from "./subject.ts";

const getItemOf = (table: string) =>
  permission("dynamodb:GetItem", (suffix) => `*:*:table/${deployedName(table, suffix)}`);
// Not of all tables: messages and keys are none of its business.
const GET_ITEM = getItemOf("rate-limit");

/** Whether a function refuses everybody because somebody, or the share of bounces, told it to. */
export const switches: Subject = {
  title: "Switches",
  permissions: [GET_ITEM, getItemOf("sms"), getItemOf("signup")],
  look: async ({ settings, connection, nowMs }) => {
    const tableOf = (tableName: string) =>
      dynamoDbTable({ ...connection("DYNAMODB"), tableName, timeoutMs: TIMEOUT_MS });
    const paused = pausable(settings).flatMap(([name, tableName]) =>
      tableName === undefined ? [] : pauseFindings(name, tableOf(tableName)),
    );
    const watched = watchedMail(settings);
    const stopped = watched ? [bounceFindings(tableOf(watched.tableName), watched.limits, nowMs)] : [];
    return (await Promise.all([...paused, ...stopped])).flat();
  },
};

/** Without CONTROLS a function does not look whether it is paused. */
const pausable = ({ contact, sms, signup }: Deployment["settings"]): readonly Holding<string>[] => [
  ["contact", contact?.CONTROLS ? contact.RATE_TABLE : undefined],
  ["sms", sms?.CONTROLS ? sms.TABLE_NAME : undefined],
  ["signup", signup?.CONTROLS ? signup.SIGNUP_TABLE : undefined],
];

async function pauseFindings(name: string, table: DynamoDbTable): Promise<readonly Finding[]> {
  const asked = await ask(GET_ITEM, () => dynamoDbControls(table).read());
  if (!asked.answered) return unread("paused", `Whether ${name} is paused`, asked);
  const { pausedSinceMs } = asked.value;
  if (pausedSinceMs === undefined) return [ok("paused", `Nobody has paused ${name}.`)];
  const says = `${name} refuses everything: somebody paused it, ${momentText(pausedSinceMs)}.`;
  return [warning("paused", says, `Once the reason is gone: postern resume ${name}, with the same --stage.`)];
}

/** Without a limit bounces stop nothing. */
function watchedMail({ signup }: Deployment["settings"]) {
  const { MAX_BOUNCE_PERCENT: maxBouncePercent, MAX_COMPLAINT_PERCENT: maxComplaintPercent } = signup ?? {};
  if (!signup || (maxBouncePercent ?? maxComplaintPercent) === undefined) return undefined;
  return { tableName: signup.SIGNUP_TABLE, limits: { maxBouncePercent, maxComplaintPercent } };
}

async function bounceFindings(
  table: DynamoDbTable,
  limits: BreakerLimits,
  nowMs: number,
): Promise<readonly Finding[]> {
  const { read } = dynamoDbMailEvents(table);
  const days = [dayOf(nowMs), dayOf(nowMs - DAY_MS)];
  const asked = await ask(GET_ITEM, () => Promise.all(days.map(read)));
  if (!asked.answered) return unread("bounces", "Whether bounces have stopped sign-ups", asked);
  return isTooMuch(sum(asked.value), limits)
    ? [warning("bounces", "signup refuses everybody: too many mails bounced, or were called spam.", LET_PASS)]
    : [ok("bounces", "Bounces have not stopped sign-ups.")];
}

const LET_PASS =
  "postern bounces shows the days. Find out who signs up others; it ends by itself when today and yesterday have passed.";

/** Of a table that is missing it is told elsewhere. */
const unread = (check: "paused" | "bounces", what: string, trouble: Trouble): readonly Finding[] =>
  trouble.error === "ResourceNotFound" ? [] : [notSeen(check, what, trouble)];
