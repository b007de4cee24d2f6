import type { Once, OnceReason } from "../delivery/once.ts";
import type { EmailAddress } from "../email/address.ts";
import { type At, type Check, refuse } from "../gate/check.ts";
import { conclude, type Ended } from "../gate/conclude.ts";
import { gate, type ReasonOf } from "../gate/gate.ts";
import type { Conclusion } from "../gate/trail.ts";
import type { TextFields } from "../http/body.ts";
import type { SpendReason } from "../spend/ceiling.ts";
import { withSpendCounts } from "../spend/warning.ts";
import { isMessageId } from "../stores/message-store.ts";
import { type Dispatch, dispatched } from "./dispatch.ts";
import type { ReleaseRequest } from "./release-request.ts";
import { shownAddress } from "./shown-address.ts";
import { fields, type Submission } from "./submission.ts";

export interface ReleasingOptions {
  /** Sends it on the way that every accepted message takes. */
  readonly dispatch: Dispatch;
  /** Tells by its id a message that was released before: who asks twice means one mail. Default: nobody remembers. */
  readonly once?: Check<{ readonly id: string }, Once, OnceReason> | undefined;
  /** Reserves the money of one mail. Default: none is counted. */
  readonly ceiling?: Check<unknown, void, SpendReason> | undefined;
}

export interface ReleaseAnswer {
  readonly success: boolean;
  readonly error?: string;
  readonly message: string;
  /** Those that are missing or too long. */
  readonly fields?: readonly string[];
}

/** Sends messages that were held: past honeypot and limits, as their owner wants. Never throws for a request. */
export function releasing(options: ReleasingOptions) {
  const gate = releaseGate(options);
  return async (
    request: ReleaseRequest,
    at: At,
  ): Promise<{ readonly answer: ReleaseAnswer; readonly conclusion: Conclusion }> => {
    const { ended, conclusion } = await conclude(
      gate,
      request,
      at,
      (passed) => options.dispatch(passed, at),
      RELEASED,
    );
    const told =
      ended.as === "done"
        ? dispatched(conclusion, { ...ended.value, reason: conclusion.reason })
        : conclusion;
    return { answer: answerTo(ended), conclusion: withSpendCounts(told) };
  };
}

const RELEASED = { outcome: "sent", reason: "RELEASED" } as const;

const releaseGate = ({ once, ceiling }: ReleasingOptions) =>
  gate<ReleaseRequest>("release")
    .check(payload)
    .check(fields)
    .check(address)
    .optional(once)
    .optional(ceiling);

type ReleaseReason = ReasonOf<ReturnType<typeof releaseGate>>;

const MEMBERS = ["id", "name", "email", "message"] as const;

/** Exactly the four members, each of them text. */
const payload: Check<
  ReleaseRequest,
  { readonly id: string; readonly fields: TextFields },
  "INVALID_RELEASE"
> = {
  name: "payload",
  run: ({ release }) => {
    const given = typeof release === "object" && release !== null ? Object.entries(release) : [];
    const fields = new Map(given.filter(isText));
    const isComplete = given.length === MEMBERS.length && MEMBERS.every((member) => fields.has(member));
    const id = fields.get("id") ?? "";
    const isOurs = isComplete && isMessageId(id);
    return isOurs ? { ok: true, adds: { id, fields } } : refuse("INVALID_RELEASE");
  },
};

const isText = (member: [string, unknown]): member is [string, string] =>
  typeof member[1] === "string" && member[1].isWellFormed();

/** The message may be worth sending although nobody can write to its address. */
const address: Check<{ readonly submission: Submission }, { readonly address: EmailAddress }, never> = {
  name: "address",
  run: ({ submission: { email } }) => ({ ok: true, adds: { address: shownAddress(email) } }),
};

/** For whoever released it. */
const WORDS: Readonly<Record<Exclude<ReleaseReason, "REPEATED"> | "SEND_FAILED" | "INTERNAL_ERROR", string>> =
  {
    INVALID_RELEASE: "A release holds id, name, email and message as text, and nothing else.",
    MISSING_FIELDS: "Without a name, an address and a text it is no message to send.",
    FIELD_TOO_LONG: "It is longer than what the form takes.",
    UNDER_WAY: "It is being sent at the moment.",
    KEY_REUSED: "Another message was released under its id.",
    SPEND_LIMIT: "The day's ceiling on money is reached.",
    SPEND_UNKNOWN: "It cannot be told what has been spent today.",
    SEND_FAILED: "It cannot be told that it was sent.",
    INTERNAL_ERROR: "Something broke; the function's log says what.",
  };

function answerTo(ended: Ended<ReleaseReason, unknown>): ReleaseAnswer {
  if (ended.as === "done") return { success: true, message: "The message has been sent." };
  if (ended.as !== "refused") return failed(ended.because);
  const { reason, notes } = ended.refusal;
  if (reason === "REPEATED") return { success: true, message: "The message had been sent before." };
  return { ...failed(reason), ...(Array.isArray(notes?.fields) && { fields: notes.fields }) };
}

const failed = (error: keyof typeof WORDS): ReleaseAnswer => ({
  success: false,
  error,
  message: WORDS[error],
});
