import { encodeJob, type TextPayload } from "../delivery/job.ts";
import type { At } from "../gate/check.ts";
import { conclude } from "../gate/conclude.ts";
import { errorOf } from "../gate/error-of.ts";
import type { Outcome } from "../gate/gate.ts";
import type { Conclusion, Refused } from "../gate/trail.ts";
import type { Queue } from "../senders/queue.ts";
import type { TextSender } from "../senders/text-sender.ts";
import type { Ceiling, Reservation, ReservedAgain } from "../spend/ceiling.ts";
import { withSpendCounts } from "../spend/warning.ts";
import { sendWithFailover } from "./failover.ts";
import { keepAnswer } from "./once.ts";
import { type PricedText, type SmsGateOptions, type SmsReason, smsGate } from "./sms-gate.ts";
import type { Ucs2Cost } from "./ucs2-cost.ts";
import { HAS_OPTED_OUT, MAYBE_SENT, NOT_SENT, QUEUED, SENT, wordingOf } from "./wording.ts";

export interface SmsServiceOptions extends Omit<SmsGateOptions, "hasQueue"> {
  readonly first: TextSender;
  readonly second: TextSender;
  readonly secondOnPolicyBlock?: boolean;
  readonly onEvent: (event: SmsEvent) => void;
  /** Takes texts that may wait, and for how long. Default: none may. */
  readonly waiting?: Waiting | undefined;
}

export interface Waiting {
  readonly queue: Queue;
  /** A code that comes later is worth nothing: it is not sent any more. */
  readonly ttlMs: number;
  /** Names a job: unguessable, new at every call. */
  readonly newId: () => string;
}

/** What the log tells of a send, beside the decision. `phoneHash` is a keyed reference. */
export type SmsEvent =
  | {
      readonly kind: "sent";
      readonly requestId: string;
      readonly provider: TextSender["name"];
      readonly phoneHash: string;
      readonly messageId: string;
    }
  | {
      readonly kind: "fallback";
      readonly requestId: string;
      readonly reason: string;
      /** The first provider may have sent after all. */
      readonly ambiguous: boolean;
      readonly error?: unknown;
      readonly phoneHash: string;
    };

/** What the caller gets: success with who sent it, or a code, a sentence, and when to come back. */
export type SmsAnswer =
  | ({
      readonly success: true;
      readonly message: string;
      readonly rateLimited: false;
      readonly provider: string;
      readonly messageId: string;
      readonly segments: number;
      readonly encoding: string;
    } & Dear)
  | ({
      readonly success: true;
      readonly message: string;
      readonly rateLimited: false;
      /** It waits in the queue, and nobody knows yet who will send it. */
      readonly queued: true;
      /** Of the queue. */
      readonly messageId: string;
      readonly segments: number;
      readonly encoding: string;
    } & Dear)
  | {
      readonly success: false;
      readonly error: string;
      readonly message: string;
      readonly rateLimited: boolean;
      readonly retryAfterSeconds?: number;
      /** The text may have gone all the same: trying again with the same key cannot help, and with another may send twice. */
      readonly mayHaveBeenSent?: true;
      /** Of a message that is too long: which characters made it so much longer. */
      readonly ucs2?: Ucs2Cost;
    };

/** Of a text with characters that GSM-7 lacks. */
interface Dear {
  /** Absent where the text went in GSM-7. */
  readonly ucs2?: Ucs2Cost;
  /** Names of the characters that gave way to a plain twin. Absent where there was none. */
  readonly replaced?: readonly string[];
}

export interface SmsService {
  /** Sends one text, or says why not. `requestId` is the same when the platform repeats an invocation. */
  send(
    payload: unknown,
    requestId: string,
    at: At,
  ): Promise<{ readonly answer: SmsAnswer; readonly conclusion: Conclusion }>;
}

export function smsService(options: SmsServiceOptions): SmsService {
  const {
    first,
    second,
    secondOnPolicyBlock = false,
    onEvent,
    stores,
    ceiling,
    waiting,
    smartEncoding,
  } = options;
  const gate = smsGate({ ...options, hasQueue: waiting !== undefined });
  type Passed = Parameters<Parameters<typeof gate.through>[2]>[0];

  const send = async (passed: Passed, at: At, told: Told): Promise<Outcome<Sent>> => {
    const { segments, encoding, body, replaced } = passed;
    // Before anything is sent: what breaks afterwards leaves a text of which nobody knows.
    const dear = {
      ...(encoding === "UCS-2" && (await ucs2Of(body))),
      ...(replaced.length > 0 && { replaced }),
    };
    const outcome =
      waiting && passed.delivery === "queue"
        ? await enqueue(waiting, passed, at, await ceiling?.reservation(passed, at))
        : await sendNow(passed, at, told);
    if (outcome.sent !== true) return outcome;
    const answer: Success = {
      ...{ success: true, rateLimited: false },
      ...outcome.value,
      ...{ segments, encoding },
      ...dear,
    };
    return { sent: true, value: { answer, notKept: await keep(passed, answer, at) } };
  };

  const sendNow = async (passed: Passed, at: At, told: Told): Promise<Outcome<Gone>> => {
    const { counts } = told;
    const { phone, body, source, phoneHash, requestId } = passed;
    const outcome = await sendWithFailover(
      { to: phone, body, source, reference: requestId },
      {
        first,
        second,
        secondOnPolicyBlock,
        reserveAgain: ceiling && (() => reserveAgain(ceiling, passed, at, counts)),
        onFallback: ({ reason, failure, error }) => {
          const ambiguous = failure === "unknown";
          counts.push("Fallbacks", ...(ambiguous ? ["Ambiguous"] : []));
          onEvent({ kind: "fallback", requestId, reason, ambiguous, phoneHash, error });
        },
      },
    );
    if (outcome.sent !== true) {
      told.hasOptedOut = outcome.sent === false && outcome.failure === "opted-out";
      return outcome;
    }
    const { provider, messageId } = outcome;
    onEvent({ kind: "sent", requestId, provider, messageId, phoneHash });
    return { sent: true, value: { message: SENT, provider, messageId } };
  };

  /** The text has gone: that its answer could not be kept is an error to log and no reason to answer otherwise. */
  const keep = async (passed: Passed, answer: SmsAnswer, at: At): Promise<unknown> => {
    if (passed.idempotencyKey === undefined) return undefined;
    return errorOf(keepAnswer(stores.answers, passed, answer, at.nowMs));
  };

  /** Made of the payload: in a note of the refusal, characters of the message would stand in the log. */
  const whyTooLong = async (payload: unknown): Promise<Pick<Dear, "ucs2">> => {
    const { message } = payload as { readonly message: string };
    if (!smartEncoding) return ucs2Of(message);
    const { withPlainTwins } = await import("./smart-encoding.ts");
    return ucs2Of(withPlainTwins(message).text);
  };

  return {
    send: async (payload, requestId, at) => {
      const counts: string[] = [];
      const told: Told = { counts, hasOptedOut: false };
      const { ended, conclusion } = await conclude(gate, { payload, requestId }, at, (passed) =>
        send(passed, at, told),
      );
      const counted = withSpendCounts({ ...conclusion, counts });
      if (ended.as === "refused") {
        const answer = refusedAnswer(ended.refusal);
        const isTooLong = ended.refusal.reason === "MESSAGE_TOO_LONG";
        return {
          answer: isTooLong ? { ...answer, ...(await whyTooLong(payload)) } : answer,
          conclusion: counted,
        };
      }
      if (told.hasOptedOut) {
        const refused = { outcome: "refused", reason: OPTED_OUT.error, error: undefined } as const;
        return { answer: OPTED_OUT, conclusion: { ...counted, ...refused } };
      }
      if (ended.as !== "done") {
        const answer = ended.as === "unknown" ? DOUBTFUL : failedAnswer(NOT_SENT);
        return { answer, conclusion: counted };
      }
      const { answer, notKept: error } = ended.value;
      const how = "queued" in answer ? { reason: "QUEUED" } : { detail: answer.provider };
      return { answer, conclusion: { ...counted, ...how, error } };
    },
  };
}

/** What a send tells beside its outcome. */
interface Told {
  /** Names of further things to count. */
  readonly counts: string[];
  hasOptedOut: boolean;
}

type Success = Extract<SmsAnswer, { readonly success: true }>;

/** Where a text has gone. */
type Gone =
  | Pick<Extract<Success, { readonly provider: string }>, "message" | "provider" | "messageId">
  | Pick<Extract<Success, { readonly queued: true }>, "message" | "queued" | "messageId">;

async function enqueue(
  { queue, ttlMs, newId }: Waiting,
  { phone, body, source, requestId }: TextInQueue,
  { nowMs }: At,
  paidFor: Reservation | undefined,
): Promise<Outcome<Gone>> {
  const payload: TextPayload = {
    to: phone,
    body,
    source,
    reference: requestId,
    notAfterMs: nowMs + ttlMs,
    paidFor: paidFor ?? null,
  };
  const outcome = await queue.put(encodeJob({ kind: "text", id: newId(), acceptedAtMs: nowMs, payload }));
  if (outcome.sent !== true) return outcome;
  return { sent: true, value: { message: QUEUED, queued: true, messageId: outcome.value.messageId } };
}

interface TextInQueue {
  readonly phone: string;
  readonly body: string;
  readonly source: string;
  readonly requestId: string;
}

async function reserveAgain(
  ceiling: Ceiling<PricedText>,
  text: PricedText,
  at: At,
  counts: string[],
): Promise<ReservedAgain> {
  const reserved = await ceiling.again(text, at);
  if (reserved.reserved) counts.push(...reserved.counts);
  return reserved;
}

interface Sent {
  readonly answer: Success;
  readonly notKept: unknown;
}

function refusedAnswer({ reason, notes, retryAfterSeconds }: Refused<SmsReason>): SmsAnswer {
  if (reason === "REPEATED") return JSON.parse(String(notes?.answer)) as SmsAnswer;
  return {
    success: false,
    error: reason === "UNDER_WAY" ? "SEND_FAILED" : reason,
    message: wordingOf(reason, notes, retryAfterSeconds),
    rateLimited: reason === "RATE_LIMITED",
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(reason === "UNDER_WAY" && { mayHaveBeenSent: true }),
  };
}

/** Loaded with the first text that may have such characters: an early refusal does not pay for it. */
async function ucs2Of(text: string): Promise<Pick<Dear, "ucs2">> {
  const { ucs2Cost } = await import("./ucs2-cost.ts");
  const ucs2 = ucs2Cost(text);
  return ucs2 === undefined ? {} : { ucs2 };
}

const failedAnswer = (message: string) =>
  ({
    success: false,
    error: "SEND_FAILED",
    message,
    rateLimited: false,
  }) as const;

/** A decision of the person who has the number, so no failure of ours, and nothing that passes with time. */
const OPTED_OUT = {
  success: false,
  error: "OPTED_OUT",
  message: HAS_OPTED_OUT,
  rateLimited: false,
} as const satisfies SmsAnswer;

const DOUBTFUL: SmsAnswer = { ...failedAnswer(MAYBE_SENT), mayHaveBeenSent: true };
