import { gate, type ReasonOf } from "../gate/gate.ts";
import { orElse } from "../gate/or-else.ts";
import { caller, type EdgeOptions, edge, type Incoming, origin, postOnly, size } from "../http/checks.ts";
import { hourlyLimit, slotMemory } from "../limits/hourly-limit.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import { memoryClaims } from "../stores/memory-claims.ts";
import { address, body, fields, honeypot, MAX_BODY_BYTES } from "./submission.ts";

export interface ContactGateOptions extends EdgeOptions {
  readonly allowedOrigins: ReadonlySet<string>;
  readonly slots: ClaimStore;
  readonly limitPerHour: number;
}

export type ContactReason = ReasonOf<ReturnType<typeof contactGate>>;

/** Cheapest first: what needs no I/O, then the one write of the hourly limit. */
export function contactGate(options: ContactGateOptions) {
  const { allowedOrigins, slots, limitPerHour } = options;
  const memory = slotMemory(limitPerHour);
  return gate<Incoming>("contact")
    .check(origin(allowedOrigins))
    .check(postOnly)
    .check(edge(options))
    .check(size(MAX_BODY_BYTES))
    .check(body)
    .check(honeypot)
    .check(fields)
    .check(address)
    .check(caller)
    .check(
      orElse(
        hourlyLimit({ name: "hourly-limit", slots, memory }),
        hourlyLimit({ name: "hourly-limit-here", slots: memoryClaims(), memory }),
        "the rate table is out of reach: this instance counts by itself",
      ),
    );
}
