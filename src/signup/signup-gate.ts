import type { sendingBreaker } from "../delivery/sending-breaker.ts";
import { type LoadsValidator, reachableEmail, wantedEmail } from "../email/email-check.ts";
import type { Check } from "../gate/check.ts";
import { gate, type ReasonOf } from "../gate/gate.ts";
import { orElse } from "../gate/or-else.ts";
import {
  type Caller,
  type CallerOptions,
  caller,
  type EdgeOptions,
  edge,
  type Incoming,
  origin,
  postOnly,
  size,
} from "../http/checks.ts";
import { hourlyLimitOrHere } from "../limits/hourly-limit-or-here.ts";
import type { SpendReason } from "../spend/ceiling.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import { type Mailbox, mailbox } from "./mailbox.ts";
import { address, body, MAX_BODY_BYTES } from "./submission.ts";

export interface SignupGateOptions extends EdgeOptions, CallerOptions {
  readonly allowedOrigins: ReadonlySet<string>;
  readonly validator: LoadsValidator;
  /** The owner's switch. Default: there is none. */
  readonly paused?: Check<unknown, void, "SERVICE_PAUSED"> | undefined;
  /** Stops sign-ups while too many mails come back. Default: nothing does. */
  readonly sendingBreaker?: ReturnType<typeof sendingBreaker> | undefined;
  /** Reserves the money of the welcome mail. Default: none is counted. */
  readonly ceiling?: Check<unknown, void, SpendReason> | undefined;
  readonly slots: ClaimStore;
  /** For one caller, and as many for one mailbox. */
  readonly limitPerHour: number;
  /** Reads the secret that keys every reference to an address. */
  readonly emailHashKey: () => Promise<string>;
  /** Makes what stands in for that secret on this instance while it cannot be read. */
  readonly standInKey: () => string;
}

export type SignupReason = ReasonOf<ReturnType<typeof signupGate>>;

/**
 * Cheapest first: what needs no I/O, then switch and breaker, which read once in a while, then one write for each limit, then what
 * must ask somebody, and money last. The limits stand before the questions, because a remote API takes money for each.
 */
export function signupGate(options: SignupGateOptions) {
  const { validator, ceiling, paused, sendingBreaker, slots, limitPerHour, emailHashKey, standInKey } =
    options;
  const hourly = { slots, limitPerHour };
  return withoutIo(options)
    .optional(paused)
    .optional(sendingBreaker)
    .check(
      hourlyLimitOrHere({ ...hourly, name: "caller-limit", keyOf: ({ caller }: Caller) => `ip#${caller}` }),
    )
    .check(orElse(mailbox(emailHashKey), mailbox(kept(standInKey)), NAMED_HERE))
    .check(
      hourlyLimitOrHere({
        ...hourly,
        name: "mailbox-limit",
        keyOf: ({ mailbox }: Mailbox) => `email#${mailbox}`,
      }),
    )
    .check(reachableEmail(validator))
    .optional(ceiling);
}

function withoutIo(options: SignupGateOptions) {
  const { allowedOrigins, validator } = options;
  return gate<Incoming>("signup")
    .check(origin(allowedOrigins))
    .check(postOnly)
    .check(edge(options))
    .check(size(MAX_BODY_BYTES))
    .check(body)
    .check(address)
    .check(wantedEmail(validator))
    .check(caller(options));
}

const NAMED_HERE = "the e-mail hash key is out of reach: this instance counts mailboxes by itself";

/** Made when first needed: randomness takes milliseconds to load. */
function kept(make: () => string): () => Promise<string> {
  let key: string | undefined;
  return async () => {
    key ??= make();
    return key;
  };
}
