/** Failures before a request can have reached AWS. */
const NEVER_ARRIVED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/**
 * Whether a call to AWS that failed surely did nothing: a refusal in AWS's own words (4xx), or a connection that never
 * stood. After a time-out, a reset or a 5xx it may have.
 */
export function surelyNotSent(error: unknown): boolean {
  const { code, $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return (status >= 400 && status < 500) || NEVER_ARRIVED.has(code ?? "");
}
