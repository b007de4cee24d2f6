import type { KeptAs, KeptMessage } from "../../stores/message-store.ts";
import { columns } from "../columns.ts";
import { momentText } from "../duration.ts";
import { beginning, safeLine, safeLines } from "../safe-text.ts";

/** `1,240 messages`. */
export const counted = (count: number) =>
  `${count.toLocaleString("en-US")} ${count === 1 ? "message" : "messages"}`;

/** When a message came: its id begins with it. */
const receivedAt = (id: string) => id.slice(0, "2026-11-22T09:30:00.000Z".length);

/** A message as programs read it: moments in ISO 8601, `null` for what is not. */
export function messageJson({ keptAs, id, name, email, message, reason, expiresAtMs }: KeptMessage) {
  return {
    id,
    keptAs,
    reason: reason ?? null,
    receivedAt: receivedAt(id),
    expiresAt: new Date(expiresAtMs).toISOString(),
    name,
    email,
    message,
  };
}

const LONGEST_CELL = 40;
const LONGEST_BEGINNING = 60;

/** One row for each message. */
export function messageTable(keptAs: KeptAs, messages: readonly KeptMessage[]): string {
  const reasons = (reason: string) => (keptAs === "held" ? [reason] : []);
  const rows = messages.map(({ id, reason = "", name, email, message }) => [
    id,
    ...reasons(reason),
    beginning(safeLine(name), LONGEST_CELL),
    beginning(safeLine(email), LONGEST_CELL),
    beginning(safeLine(message), LONGEST_BEGINNING),
  ]);
  return columns([["ID", ...reasons("REASON"), "NAME", "ADDRESS", "MESSAGE"], ...rows]).join("\n");
}

/** All of one message. Its lines are set in, so that none of them can pass for a line of ours. */
export function messageText({ id, reason, name, email, message, expiresAtMs }: KeptMessage): string {
  const rows = columns([
    ["id", id],
    ...(reason === undefined ? [] : [["refused for", reason]]),
    ["received", momentText(Date.parse(receivedAt(id)))],
    ["kept until", momentText(expiresAtMs)],
    ["name", safeLine(name)],
    ["address", safeLine(email)],
  ]);
  return [
    ...rows,
    "",
    ...safeLines(message)
      .split("\n")
      .map((line) => `  ${line}`),
  ].join("\n");
}
