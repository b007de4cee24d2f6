import type { At } from "../gate/check.ts";
import type { Conclusion } from "../gate/trail.ts";
import { dayOf } from "../limits/day.ts";
import type { MailEvent, MailEventStore } from "../stores/mail-event-store.ts";
import { readFeedback } from "./feedback-event.ts";

/** Why an address is not to be written to. */
export type LostBy = Exclude<MailEvent, "sent">;

export interface FeedbackOptions {
  readonly events: Pick<MailEventStore, "add">;
  /**
   * Sees to it that an address is not written to again. Doing so twice is doing so once. What it is given may be no address.
   * @throws Unavailable when it cannot be remembered now.
   */
  readonly giveUpOn: (address: string, because: LostBy, at: At) => Promise<void>;
}

/**
 * Takes in what SES tells of one mail: who is lost is given up on, then it is counted. In that order, and each so that it can
 * be done again: whoever tells it again after half of it was done loses nothing and counts nothing twice.
 * @throws Unavailable when it is to be told again later.
 */
export type TakesFeedback = (message: unknown, at: At) => Promise<Conclusion>;

export function feedback({ events, giveUpOn }: FeedbackOptions): TakesFeedback {
  return async (message, at) => {
    const read = readFeedback(message);
    if (read === "ignored") return answered("IGNORED");
    if (read === "malformed") {
      return { gate: FEEDBACK, outcome: "failed", reason: "MALFORMED_EVENT", trail: [] };
    }
    const { event, messageId, sentAtMs, lost, counts } = read;
    if (event !== "sent") for (const address of lost) await giveUpOn(address, event, at);
    if (!counts) return answered("SUPPRESSED");
    const isNew = await events.add(dayOf(sentAtMs), event, `${messageId}#${event}`, at.nowMs);
    return answered(isNew ? event.toUpperCase() : "REPEATED");
  };
}

/** As the decision line calls it. */
export const FEEDBACK = "feedback";

const answered = (reason: string): Conclusion => ({ gate: FEEDBACK, outcome: "answered", reason, trail: [] });
