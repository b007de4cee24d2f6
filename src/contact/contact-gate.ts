import { type LoadsValidator, reachableEmail, wantedEmail } from "../email/email-check.ts";
import { gate, type ReasonOf } from "../gate/gate.ts";
import {
  type Caller,
  caller,
  type EdgeOptions,
  edge,
  type Incoming,
  origin,
  postOnly,
  size,
} from "../http/checks.ts";
import { hourlyLimitOrHere } from "../limits/hourly-limit-or-here.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import { address, body, fields, honeypot, MAX_BODY_BYTES } from "./submission.ts";

export interface ContactGateOptions extends EdgeOptions {
  readonly allowedOrigins: ReadonlySet<string>;
  readonly slots: ClaimStore;
  readonly limitPerHour: number;
  /** How far addresses are looked into. */
  readonly validator: LoadsValidator;
}

export type ContactReason = ReasonOf<ReturnType<typeof contactGate>>;

/** Cheapest first: what needs no I/O, then the one write of the hourly limit, then what must ask somebody. */
export function contactGate(options: ContactGateOptions) {
  const { allowedOrigins, slots, limitPerHour, validator } = options;
  return gate<Incoming>("contact")
    .check(origin(allowedOrigins))
    .check(postOnly)
    .check(edge(options))
    .check(size(MAX_BODY_BYTES))
    .check(body)
    .check(honeypot)
    .check(fields)
    .check(address)
    .check(wantedEmail(validator))
    .check(caller)
    .check(
      hourlyLimitOrHere({
        name: "hourly-limit",
        slots,
        limitPerHour,
        keyOf: ({ caller }: Caller) => `ip#${caller}`,
      }),
    )
    .check(reachableEmail(validator));
}
