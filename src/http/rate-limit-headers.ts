import type { Refused } from "../gate/trail.ts";

/**
 * `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers-11 writes them: structured fields,
 * q quota, w window in seconds, r remaining, t seconds until it resets.
 */
export interface RateLimitPolicy {
  /** A token; goes between quotes into the header. */
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number;
}

export function policyHeader(policy: RateLimitPolicy): Readonly<Record<string, string>> {
  return { "ratelimit-policy": `"${policy.name}";q=${policy.quota};w=${policy.windowSeconds}` };
}

export function remainingHeader(
  name: string,
  remaining: number,
  resetSeconds: number,
): Readonly<Record<string, string>> {
  return { ratelimit: `"${name}";r=${remaining};t=${resetSeconds}` };
}

export function exhaustedHeaders(name: string, retryAfterSeconds: number): Readonly<Record<string, string>> {
  return { ...remainingHeader(name, 0, retryAfterSeconds), "retry-after": String(retryAfterSeconds) };
}

/** When to come back; only a used-up limit says so of the policy, too. */
export function retryHeaders(
  policy: RateLimitPolicy,
  { reason, retryAfterSeconds }: Pick<Refused<string>, "reason" | "retryAfterSeconds">,
): Readonly<Record<string, string>> {
  if (retryAfterSeconds === undefined) return {};
  return reason === "RATE_LIMITED"
    ? exhaustedHeaders(policy.name, retryAfterSeconds)
    : { "retry-after": String(retryAfterSeconds) };
}
