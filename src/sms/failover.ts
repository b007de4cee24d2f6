import { errorOf } from "../gate/error-of.ts";
import type { TextFailure, TextMessage, TextResult, TextSender } from "../senders/text-sender.ts";
import type { ReservedAgain } from "../spend/ceiling.ts";

export interface FailoverOptions {
  readonly first: TextSender;
  readonly second: TextSender;
  /** Also try the second when the first one's account forbids the country. Default false: it would go round a block. */
  readonly secondOnPolicyBlock?: boolean;
  /** Told before the second provider is tried. */
  readonly onFallback: (failed: FailedAttempt) => void;
  /** Reserves the money once more, where the first provider may have sent. Default: none is counted. */
  readonly reserveAgain?: (() => Promise<ReservedAgain>) | undefined;
}

export type FailedAttempt = Extract<TextResult, { readonly sent: false }>;

/** What came of a text: who sent it, or whether it surely was not sent. */
export type FailoverOutcome =
  | { readonly sent: true; readonly provider: TextSender["name"]; readonly messageId: string }
  | {
      readonly sent: false | "unknown";
      /** Of the provider that was asked last. */
      readonly failure: TextFailure;
      readonly reason: string;
      /** The accounts of all providers that were asked stand against every text, until the owner has mended them. */
      readonly isLasting: boolean;
      readonly error?: unknown;
    };

/**
 * The second provider is tried once, when the first surely did not send for a reason that is not the message's, or
 * when nobody knows whether it did: a code that comes twice beats one that never comes. The first is never tried again.
 */
export async function sendWithFailover(
  message: TextMessage,
  options: FailoverOptions,
): Promise<FailoverOutcome> {
  const { first, second, onFallback } = options;
  const firstResult = await first.send(message);
  if (firstResult.sent) return sentBy(first, firstResult.messageId);
  if (!triesSecond(firstResult.failure, options)) return failed([firstResult]);

  const reserved = firstResult.failure === "unknown" ? await options.reserveAgain?.() : undefined;
  if (reserved?.reserved === false) return failed([firstResult, unpaid(reserved)]);
  onFallback(firstResult);
  const secondResult = await second.send(message);
  if (secondResult.sent) return sentBy(second, secondResult.messageId);
  // What cannot be given back stays counted: the ceiling is reached sooner, and never passed.
  const error = secondResult.failure === "unknown" ? undefined : await errorOf(reserved?.giveBack());
  return failed([firstResult, error === undefined ? secondResult : { ...secondResult, error }]);
}

const unpaid = ({ reason, error }: Extract<ReservedAgain, { reserved: false }>): FailedAttempt => ({
  sent: false,
  failure: "ours",
  reason,
  error,
});

const TRIES_SECOND: ReadonlySet<TextFailure> = new Set(["ours", "account", "unknown"]);

const triesSecond = (failure: TextFailure, { secondOnPolicyBlock = false }: FailoverOptions) =>
  TRIES_SECOND.has(failure) || (failure === "policy" && secondOnPolicyBlock);

const sentBy = ({ name }: TextSender, messageId: string): FailoverOutcome => ({
  sent: true,
  provider: name,
  messageId,
});

/** No provider would send it, now or later. */
export const isPermanent = (failure: TextFailure) => failure === "message" || failure === "opted-out";

/** Surely not sent only when no attempt can have. The reasons of all attempts, in their order. */
function failed(results: readonly FailedAttempt[]): FailoverOutcome {
  const reason = results.map((result) => result.reason).join(", ");
  const doubtful = results.some(({ failure }) => failure === "unknown");
  const { failure = "unknown", error } = results.at(-1) ?? {};
  const isLasting = results.every((result) => result.failure === "account");
  return { sent: doubtful ? "unknown" : false, failure, isLasting, reason, error };
}
