import type { Handler, Sending } from "../delivery/handler.ts";
import type { TextJob } from "../delivery/job.ts";
import type { TextSender } from "../senders/text-sender.ts";
import type { Ceiling } from "../spend/ceiling.ts";
import { isPermanent, sendWithFailover } from "./failover.ts";
import { segmentation } from "./segments.ts";
import type { PricedText } from "./sms-gate.ts";

export interface QueuedTextsOptions {
  readonly first: TextSender;
  readonly second: TextSender;
  readonly secondOnPolicyBlock?: boolean;
  /**
   * Reserves for a second provider, and takes back what was reserved for a text that is never sent. For the first provider it
   * was reserved when the text was accepted. Default: none is counted.
   */
  readonly ceiling?: Pick<Ceiling<PricedText>, "again" | "giveBack"> | undefined;
  /** How long both providers may take at worst. Default 25,000. */
  readonly needsMs?: number;
}

/** Sends texts that come out of the queue. */
export function queuedTexts(options: QueuedTextsOptions): Omit<Handler<TextJob>, "together"> {
  const { first, second, secondOnPolicyBlock = false, ceiling, needsMs = 25_000 } = options;
  return {
    needsMs,
    ...(ceiling && {
      expire: async ({ payload: { paidFor } }: TextJob) => {
        if (paidFor !== null) await ceiling.giveBack(paidFor);
      },
    }),
    send: async ([job], at): Promise<Sending> => {
      if (job === undefined) throw new RangeError("There is no text to send");
      const { to, body, source, reference } = job.payload;
      const counts: string[] = [];
      const reserveAgain = async (again: NonNullable<typeof ceiling>["again"]) => {
        const { segments } = segmentation(body);
        const reserved = await again({ phone: to, segments }, at);
        if (reserved.reserved) counts.push(...reserved.counts);
        return reserved;
      };
      const outcome = await sendWithFailover(
        { to, body, source, reference },
        {
          first,
          second,
          secondOnPolicyBlock,
          reserveAgain: ceiling && (() => reserveAgain(ceiling.again)),
          onFallback: ({ failure }) =>
            counts.push("Fallbacks", ...(failure === "unknown" ? ["Ambiguous"] : [])),
        },
      );
      if (outcome.sent === true) return { sent: true, value: outcome, counts };
      const { failure, isLasting, ...ended } = outcome;
      if (isLasting) return { ...ended, failure: "lasting", counts };
      return { ...ended, counts, ...(isPermanent(failure) && { failure: "permanent" }) };
    },
  };
}
