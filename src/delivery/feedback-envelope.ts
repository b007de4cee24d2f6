import { parseJsonObject } from "../http/json-object.ts";

/** One message of SES, out of what carried it. */
export interface Brought {
  /** For `readFeedback`. Undefined when nothing of SES is in it. */
  readonly message: unknown;
  /** What SQS calls it, which takes a report on each. Absent: what brought it takes one answer for all. */
  readonly itemIdentifier?: string;
}

/**
 * Takes out of an event of Lambda what SES tells. SES publishes to SNS or to EventBridge; both invoke a function, or put into a
 * queue that does; and SNS may wrap in a queue what it brings, or what EventBridge gave it, or leave it as it is ("raw message
 * delivery"). Whatever is none of these stands as one message that cannot be read.
 */
export function broughtBy(event: unknown): readonly Brought[] {
  const { Records: records } = membersOf(event);
  if (!Array.isArray(records)) return [{ message: eventBridgeDetail(membersOf(event)) }];
  return records.map(broughtByRecord);
}

function broughtByRecord(record: unknown): Brought {
  const { Sns, messageId, body } = membersOf(record);
  if (typeof messageId === "string" && typeof body === "string")
    return { message: unwrapped(body), itemIdentifier: messageId };
  return { message: unwrapped(membersOf(Sns).Message) };
}

/** A queue's message may be SNS's around EventBridge's around what SES tells. */
const MOST_WRAPPINGS = 2;

function unwrapped(text: unknown, wrappings = MOST_WRAPPINGS): unknown {
  if (typeof text !== "string") return undefined;
  const read = parseJsonObject(text) ?? {};
  if (read.Type === "Notification" && typeof read.Message === "string" && wrappings > 0)
    return unwrapped(read.Message, wrappings - 1);
  return eventBridgeDetail(read) ?? text;
}

/** What SES tells beside what becomes of mails has no `eventType`: then it goes by the name that EventBridge gives it. */
function eventBridgeDetail({ "detail-type": type, detail }: Members): object | undefined {
  return typeof type === "string" && isObject(detail) ? { eventType: type, ...detail } : undefined;
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const membersOf = (value: unknown): Members => (isObject(value) ? value : {});
