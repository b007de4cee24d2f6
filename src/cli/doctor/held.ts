import { DAY_MS, dayOf } from "../../limits/day.ts";
import { dynamoDbTable } from "../../stores/dynamodb.ts";
import { dynamoDbMessages } from "../../stores/dynamodb-messages.ts";
import { deployedName } from "../deployed-name.ts";
import { TIMEOUT_MS } from "../service.ts";
import { ask, notSeen } from "./ask.ts";
import { ok } from "./finding.ts";
import { permission } from "./permission.ts";
import type { Subject } from "./subject.ts";

const QUERY = permission("dynamodb:Query", (suffix) => `*:*:table/${deployedName("messages", suffix)}`);

/** One question for each day: of older ones the list tells. */
const MOST_DAYS = 31;

/** How many messages wait for a person to look at them. They are counted, and none is read. */
export const heldMessages: Subject = {
  title: "Held messages",
  permissions: [QUERY],
  look: async ({ settings: { contact }, connection, stage, nowMs }) => {
    const { MESSAGE_TABLE: tableName, HOLD_REFUSED_DAYS = 0 } = contact ?? {};
    if (tableName === undefined || HOLD_REFUSED_DAYS === 0) return [];
    const options = { ...connection("DYNAMODB"), tableName, timeoutMs: TIMEOUT_MS };
    const messages = dynamoDbMessages(dynamoDbTable(options));
    // A message of the first of these days may have some hours left.
    const count = Math.min(HOLD_REFUSED_DAYS + 1, MOST_DAYS);
    const days = Array.from({ length: count }, (_, ago) => dayOf(nowMs - ago * DAY_MS));
    const asked = await ask(QUERY, () => Promise.all(days.map((day) => messages.count("held", day, nowMs))));
    // Of a table that is missing it is told elsewhere.
    if (!asked.answered)
      return asked.error === "ResourceNotFound" ? [] : [notSeen("held", "What is held", asked)];
    const held = asked.value.reduce((sum, each) => sum + each, 0);
    return [ok("held", says(held, stage === "local" ? "" : ` --stage ${stage}`))];
  },
};

function says(count: number, option: string): string {
  if (count === 0) return "No message is held.";
  const held = count === 1 ? "1 message is held" : `${count} messages are held`;
  return `${held}, which contact refused and thanked for: postern held list${option}.`;
}
