import { dynamoDbMessages } from "../../stores/dynamodb-messages.ts";
import { isMessageId, type KeptAs, type KeptMessage, type MessageStore } from "../../stores/message-store.ts";
import { type Failure, failure, type Outcome, type Shell } from "../command.ts";
import { type OpenedTable, withTable } from "../table.ts";

export interface Opened extends Omit<OpenedTable, "table"> {
  readonly messages: MessageStore;
}

/** Runs a command on the messages of a stage. */
export const withMessages = (
  stage: string | undefined,
  shell: Shell,
  act: (opened: Opened) => Promise<Outcome>,
): Promise<Outcome> =>
  withTable("MESSAGE_TABLE", stage, shell, ({ table, ...opened }) =>
    act({ ...opened, messages: dynamoDbMessages(table) }),
  );

/** How messages of each kind are called, by which command they are seen, and what has them kept. */
export const KINDS = {
  held: { noun: "held message", group: "held", setting: "HOLD_REFUSED_DAYS" },
  archived: { noun: "archived message", group: "messages", setting: "ARCHIVE_DAYS" },
} as const satisfies Readonly<Record<KeptAs, object>>;

/** All messages of these days, in the order of the days. */
export async function messagesOfDays(
  messages: MessageStore,
  keptAs: KeptAs,
  days: readonly string[],
  nowMs: number,
): Promise<readonly KeptMessage[]> {
  const found: KeptMessage[] = [];
  for (const day of days) {
    let from: string | undefined;
    do {
      const page = await messages.list(keptAs, day, nowMs, from);
      found.push(...page.messages);
      from = page.next;
    } while (from !== undefined);
  }
  return found;
}

/** The message, or what to tell whoever asked for it. */
export async function findMessage(
  keptAs: KeptAs,
  id: string,
  { messages, place: { table, where } }: Opened,
  nowMs: number,
): Promise<{ readonly ok: true; readonly message: KeptMessage } | Failure> {
  const message = isMessageId(id) ? await messages.find(keptAs, id, nowMs) : undefined;
  if (message) return { ok: true, message };
  const { noun, group } = KINDS[keptAs];
  return failure(
    `There is no ${noun} "${id}" in the table ${table} ${where}.`,
    `postern ${group} list shows those there are.`,
  );
}
