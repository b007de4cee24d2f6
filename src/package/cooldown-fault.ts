import type { CooldownPolicy } from "../limits/cooldown-policy.ts";

/** The log of one recipient has so many attributes, as ESCALATION_THRESHOLD says. */
const MAX_THRESHOLD = 20;

/** What is wrong with a policy, or undefined: what the function `sms` refuses as settings. The name of the member comes first. */
export function cooldownFault(policy: CooldownPolicy): string | undefined {
  const { baseMs, escalatedMs, threshold, windowMs } = policy ?? {};
  for (const [name, value] of Object.entries({ baseMs, escalatedMs, threshold, windowMs }))
    if (!Number.isSafeInteger(value) || value < 1) return `${name} must be a whole number above 0`;
  if (threshold > MAX_THRESHOLD) return `threshold must be at most ${MAX_THRESHOLD}`;
  if (escalatedMs < baseMs) return "escalatedMs must not be less than baseMs: the wait would shrink";
  // Who waits exactly as long as told needs this long for so many sends.
  const soonestMs = (threshold - 1) * baseMs;
  return soonestMs < windowMs
    ? undefined
    : `windowMs must be more than ${soonestMs}, which is ${threshold} - 1 times baseMs: else the wait never escalates`;
}
