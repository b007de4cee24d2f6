import { type IdempotencyKey, idempotencyKey } from "../delivery/idempotency-key.ts";
import type { Once, OnceReason } from "../delivery/once.ts";
import { type Addressed, type LoadsValidator, reachableEmail, wantedEmail } from "../email/email-check.ts";
import type { Check } from "../gate/check.ts";
import { gate, type ReasonOf } from "../gate/gate.ts";
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
import type { Spent } from "./over-ceiling.ts";
import {
  address,
  body,
  DEFAULT_HONEYPOT_FIELD,
  fields,
  honeypot,
  MAX_BODY_BYTES,
  type Parsed,
  type Submission,
} from "./submission.ts";

export interface ContactGateOptions extends EdgeOptions, CallerOptions {
  readonly allowedOrigins: ReadonlySet<string>;
  readonly slots: ClaimStore;
  readonly limitPerHour: number;
  /** What the honeypot is called in JSON, beside `hp_…`. Default `company`. */
  readonly honeypotField?: string | undefined;
  /** How far addresses are looked into. */
  readonly validator: LoadsValidator;
  /** What the owner has switched on. Default: nothing. */
  readonly switchedOn?: SwitchedOn | undefined;
}

/** Checks that a form may do without. Each asks a store. */
export interface SwitchedOn {
  readonly blocked?: Check<Addressed, void, "BLOCKED_SENDER"> | undefined;
  readonly paused?: Check<unknown, void, "SERVICE_PAUSED"> | undefined;
  readonly once?:
    | Check<{ readonly submission: Submission } & Addressed & Partial<IdempotencyKey>, Once, OnceReason>
    | undefined;
  readonly ceiling?: Check<{ readonly submission: Submission }, Spent, SpendReason> | undefined;
  /** The same check, and what it refuses is kept to be looked at. */
  readonly held?:
    | (<Needs extends Parsed, Adds, R extends string>(check: Check<Needs, Adds, R>) => Check<Needs, Adds, R>)
    | undefined;
}

export type ContactReason = ReasonOf<ReturnType<typeof contactGate>>;

/**
 * Cheapest first: what needs no I/O, then what an instance remembers for a while, then the writes of the hourly limit and of
 * the submission's own claim, then what must ask somebody, and money last. A repeated submission uses up its slot of the
 * limit, and a blocked sender as well, who could else tell by the limit that it does not hold for them.
 */
export function contactGate(options: ContactGateOptions) {
  const { allowedOrigins, slots, limitPerHour, validator, switchedOn = {} } = options;
  const { honeypotField = DEFAULT_HONEYPOT_FIELD } = options;
  const { blocked, paused, once, ceiling, held = (check) => check } = switchedOn;
  return gate<Incoming>("contact")
    .check(origin(allowedOrigins))
    .check(postOnly)
    .check(edge(options))
    .check(size(MAX_BODY_BYTES))
    .check(body(honeypotField))
    .check(held(honeypot))
    .check(fields)
    .check(address)
    .check(wantedEmail(validator))
    .optional(once && idempotencyKey)
    .check(caller(options))
    .optional(paused)
    .check(
      hourlyLimitOrHere({
        name: "hourly-limit",
        slots,
        limitPerHour,
        keyOf: ({ caller }: Caller) => `ip#${caller}`,
      }),
    )
    .optional(blocked && held<Addressed & Parsed, void, "BLOCKED_SENDER">(blocked))
    .optional(once)
    .check(reachableEmail(validator))
    .optional(ceiling);
}
