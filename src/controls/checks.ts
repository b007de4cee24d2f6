import type { EmailAddress } from "../email/address.ts";
import { type Check, passed, refuse } from "../gate/check.ts";
import { orElse } from "../gate/or-else.ts";
import type { Controls } from "../stores/control-store.ts";
import { blockedBy } from "./blocked.ts";
import type { CachedControls } from "./cached-controls.ts";

/** An instance sees the end of a pause within a minute, so nobody need ask sooner. */
const PAUSED_RETRY_AFTER_SECONDS = 60;

/** Refuses everything while the owner has it paused: `postern pause`. */
export const notPaused = (controls: CachedControls): Check<unknown, void, "SERVICE_PAUSED"> =>
  unlessSwitched(controls, "paused", "SERVICE_PAUSED", {
    isOff: ({ pausedSinceMs }) => pausedSinceMs !== undefined,
    retryAfterSeconds: PAUSED_RETRY_AFTER_SECONDS,
  });

/** Refuses messages of senders whom the owner has blocked, however they spell their address, or with their domain: `postern block`. */
export const notBlocked = (
  controls: CachedControls,
): Check<{ readonly address: EmailAddress }, void, "BLOCKED_SENDER"> =>
  unlessSwitched(controls, "blocked", "BLOCKED_SENDER", {
    isOff: ({ blockedSenders }, { address }) => blockedBy(blockedSenders, address) !== undefined,
  });

interface Switch<Needs> {
  readonly isOff: (controls: Controls, input: Needs) => boolean;
  readonly retryAfterSeconds?: number;
}

/** Goes on when the switches cannot be read: they must not be a new way to be down. */
function unlessSwitched<Needs, R extends string>(
  controls: CachedControls,
  name: string,
  reason: R,
  { isOff, ...more }: Switch<Needs>,
): Check<Needs, void, R> {
  const asSwitched: Check<Needs, void, R> = {
    name,
    run: async (input, at) => {
      const known = await controls.read(at);
      const verdict = isOff(known, input) ? refuse(reason, more) : passed;
      return known.trouble ? { ...verdict, degraded: AS_LAST_SEEN, error: known.trouble } : verdict;
    },
  };
  return orElse(asSwitched, { name: `${name}-unknown`, run: () => passed }, UNKNOWN);
}

const AS_LAST_SEEN = "the switches cannot be read: those last seen are in force";
const UNKNOWN = "the switches cannot be read: nothing is paused and nobody is blocked";
