import { type At, type Check, refuse } from "../gate/check.ts";
import { errorOf } from "../gate/error-of.ts";
import { orElse } from "../gate/or-else.ts";
import type { OnceStore, OnceWork } from "../stores/once-store.ts";
import type { IdempotencyKey } from "./idempotency-key.ts";
import { momentOf } from "./moment.ts";

export interface OnceOptions<Needs> {
  /** Whose requests these are, such as `contact`: two features never share a key. */
  readonly feature: string;
  readonly store: OnceStore;
  /** What makes two requests the same one: the sender, the text. */
  readonly sameBy: (input: Needs) => readonly string[];
  /** So long a request is remembered that was done. */
  readonly windowMs: number;
  /** So long one may be under way where the platform sets no end; then its instance has crashed. Default 30,000. */
  readonly leaseMs?: number;
  /** Unguessable text, new at every call. */
  readonly newToken: () => string;
}

export interface Once {
  readonly once: {
    /**
     * Writes down that the act happened, to be called by the act. It has happened whatever this says, so this never throws.
     * @returns what broke, for the log; undefined when it is written down.
     */
    readonly finish: () => Promise<unknown>;
  };
}

/** `REPEATED` was done before, and is answered like the first time. */
export type OnceReason = "REPEATED" | "UNDER_WAY" | "KEY_REUSED";

/**
 * Lets a request pass once: under its `Idempotency-Key`, or else under a hash of what it says. The effect is the claim; it is
 * given back when the act surely did not happen. When nobody knows whether it did, it stays until its lease ends.
 *
 * When the store is out of reach it goes on without: a message that comes twice beats one that is lost. A text must not come
 * twice: `sms/once.ts` promises that.
 */
export function once<Needs>(
  options: OnceOptions<Needs>,
): Check<Needs & Partial<IdempotencyKey>, Once, OnceReason> {
  return orElse<Needs & Partial<IdempotencyKey>, Once, OnceReason>(
    remembered(options),
    unremembered,
    UNREMEMBERED,
  );
}

const UNREMEMBERED = "the store is out of reach: a repeated request goes through again";

const unremembered: Check<unknown, Once, never> = {
  name: "once",
  run: () => ({ ok: true, adds: { once: { finish: async () => undefined } } }),
};

function remembered<Needs>(
  options: OnceOptions<Needs>,
): Check<Needs & Partial<IdempotencyKey>, Once, OnceReason> {
  const { store } = options;
  return {
    name: "once",
    run: async (input, at) => {
      const work = await workOf(input, at, options);
      const claim = await store.claim(work, momentOf(at));
      if (claim.as !== "claimed" && claim.fingerprint !== work.fingerprint) return refuse("KEY_REUSED");
      if (claim.as === "done") return refuse("REPEATED");
      if (claim.as === "under-way") {
        const retryAfterSeconds = Math.max(1, Math.ceil((claim.leaseUntilMs - momentOf(at)) / 1_000));
        return refuse("UNDER_WAY", { retryAfterSeconds });
      }
      const undo = async () => {
        await store.release(work, momentOf(at));
        return "undone" as const;
      };
      const finish = () => errorOf(store.finish(work, momentOf(at)));
      return { ok: true, adds: { once: { finish } }, undo };
    },
  };
}

/** Clocks differ, and an instance that was cut off may have a call on its way. */
const LEASE_MARGIN_MS = 10_000;

/** By the key of one visitor another must not learn or spoil anything: with another text it is a key that was used before. */
async function workOf<Needs>(
  input: Needs & Partial<IdempotencyKey>,
  at: At,
  options: OnceOptions<Needs>,
): Promise<OnceWork> {
  const { feature, sameBy, windowMs, leaseMs = 30_000, newToken } = options;
  const { idempotencyKey } = input;
  // Loaded here: what is refused before must not pay for it.
  const { createHash } = await import("node:crypto");
  const hash = (...parts: readonly string[]) =>
    createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
  const fingerprint = hash("same", feature, ...sameBy(input));
  const endsInMs = at.remainingMs && at.remainingMs() + LEASE_MARGIN_MS;
  const leaseUntilMs = momentOf(at) + Math.round(endsInMs ?? leaseMs);
  return {
    key:
      idempotencyKey === undefined
        ? `once#${feature}#same#${fingerprint}`
        : `once#${feature}#key#${hash("key", feature, idempotencyKey)}`,
    fingerprint,
    token: newToken(),
    leaseUntilMs,
    expiresAtMs: Math.max(leaseUntilMs, momentOf(at) + windowMs),
  };
}
