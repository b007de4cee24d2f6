import type { TextFailure, TextMessage, TextResult, TextSender } from "../senders/text-sender.ts";

export interface FailoverOptions {
  readonly first: TextSender;
  readonly second: TextSender;
  /** Also try the second when the first one's account forbids the country. Default false: it would go round a block. */
  readonly secondOnPolicyBlock?: boolean;
  /** Told before the second provider is tried. */
  readonly onFallback: (failed: FailedAttempt) => void;
}

export type FailedAttempt = Extract<TextResult, { readonly sent: false }>;

/** What came of a text: who sent it, or whether it surely was not sent. */
export type Delivery =
  | { readonly sent: true; readonly provider: TextSender["name"]; readonly messageId: string }
  | { readonly sent: false | "unknown"; readonly reason: string; readonly error?: unknown };

/**
 * The second provider is tried once, when the first surely did not send for a reason that is not the message's, or
 * when nobody knows whether it did: a code that comes twice beats one that never comes. The first is never tried again.
 */
export async function deliver(message: TextMessage, options: FailoverOptions): Promise<Delivery> {
  const { first, second, onFallback } = options;
  const firstResult = await first.send(message);
  if (firstResult.sent) return delivered(first, firstResult.messageId);
  if (!triesSecond(firstResult.failure, options)) return notDelivered([firstResult]);

  onFallback(firstResult);
  const secondResult = await second.send(message);
  return secondResult.sent
    ? delivered(second, secondResult.messageId)
    : notDelivered([firstResult, secondResult]);
}

const triesSecond = (failure: TextFailure, { secondOnPolicyBlock = false }: FailoverOptions) =>
  failure === "ours" || failure === "unknown" || (failure === "policy" && secondOnPolicyBlock);

const delivered = ({ name }: TextSender, messageId: string): Delivery => ({
  sent: true,
  provider: name,
  messageId,
});

/** Surely not sent only when no attempt can have. The reasons of all attempts, in their order. */
function notDelivered(results: readonly FailedAttempt[]): Delivery {
  const reason = results.map((result) => result.reason).join(", ");
  const doubtful = results.some(({ failure }) => failure === "unknown");
  return { sent: doubtful ? "unknown" : false, reason, error: results.at(-1)?.error };
}
