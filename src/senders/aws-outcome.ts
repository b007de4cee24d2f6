/** Failures before a request can have reached AWS. */
const NEVER_ARRIVED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** The SDK found nothing to sign the request with. */
const NO_CREDENTIALS = new Set(["CredentialsProviderError", "TokenProviderError"]);

/**
 * Whether a call to AWS that failed surely did nothing: a refusal in AWS's own words (4xx), a connection that never
 * stood, or a request that was never signed. After a time-out, a reset or a 5xx it may have.
 */
export function surelyNotSent(error: unknown): boolean {
  const { name, code, $metadata } = error as {
    name?: string;
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode ?? 0;
  return (status >= 400 && status < 500) || NEVER_ARRIVED.has(code ?? "") || NO_CREDENTIALS.has(name ?? "");
}
