import type { At } from "../gate/check.ts";
import type { Deadline } from "../senders/mailer.ts";

/** When something is done, and how long there is for it. */
export type Timed = At & Deadline;

/** The wall clock by now, in whole milliseconds: `nowMs` stands still for the whole decision. */
export const momentOf = ({ nowMs, elapsedMs }: At): number => nowMs + Math.round(elapsedMs());
