import { parseJob } from "../../delivery/job.ts";
import { columns } from "../columns.ts";
import { durationText, iso, momentText } from "../duration.ts";
import { safeLine, safeLines } from "../safe-text.ts";
import type { DeadLetter } from "./queues.ts";

/** What can be told of any message without its text: what is no job of ours has no kind that we know. */
export function letterJson({ id, body, sentAtMs, received }: DeadLetter) {
  const job = parseJob(body);
  return {
    id,
    kind: job?.kind ?? "unknown",
    jobId: job?.id ?? null,
    acceptedAt: iso(job?.acceptedAtMs),
    sentAt: iso(sentAtMs),
    received,
  };
}

/** Whether a person means this message: by its own id, or by its job's, which the log of the function names. */
export const isCalled = (id: string, letter: DeadLetter) =>
  id === letter.id || id === parseJob(letter.body)?.id;

/** One row for each message. */
export function letterTable(letters: readonly DeadLetter[], nowMs: number): string[] {
  const rows = letters.map((letter) => {
    const { id, kind, jobId } = letterJson(letter);
    return [id, kind, durationText(nowMs - letter.sentAtMs), String(letter.received), jobId ?? "–"];
  });
  return columns([["ID", "KIND", "AGE", "RECEIVED", "JOB"], ...rows]);
}

/** All of one message, for the terminal of its owner. Its lines are set in, so that none can pass for one of ours. */
export function letterText(letter: DeadLetter): string {
  const { id, body, sentAtMs, received } = letter;
  const job = parseJob(body);
  const rows = [
    ["id", id],
    ["kind", job?.kind ?? "unknown: it is no job of this version"],
    ["job", job?.id ?? "–"],
    ["sent", momentText(sentAtMs)],
    ["received", `${received} times`],
  ];
  const content = job ? Object.entries(job.payload) : [["body", body] as const];
  return [...columns(rows), ...content.flatMap(([name, value]) => ["", name, ...setIn(value)])].join("\n");
}

/** A number in a job is a moment. */
const setIn = (value: unknown) =>
  typeof value === "number"
    ? [`  ${safeLine(momentText(value))}`]
    : safeLines(String(value))
        .split("\n")
        .map((line) => `  ${line}`);
