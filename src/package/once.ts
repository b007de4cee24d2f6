import type { IdempotencyKey } from "../delivery/idempotency-key.ts";
import {
  type Once,
  type OnceOptions as OnceParts,
  type OnceReason,
  once as onceWith,
} from "../delivery/once.ts";
import type { Check } from "../gate/check.ts";
import { randomText } from "./random.ts";

export type OnceOptions<Needs> = Omit<OnceParts<Needs>, "newToken">;

/**
 * Lets a request pass once: under its `idempotencyKey`, where its input has one, or else under a hash of what it says. The act
 * calls `once.finish()` when it has happened; the request is free again when the act did not happen.
 *
 * Refuses what was done before (`REPEATED`), what is being done (`UNDER_WAY`, with a time to come back), and a key that was
 * used for another request (`KEY_REUSED`). When the store is out of reach it goes on without.
 */
export const once = <Needs>(
  options: OnceOptions<Needs>,
): Check<Needs & Partial<IdempotencyKey>, Once, OnceReason> => onceWith({ ...options, newToken: randomText });
