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

/** The function's role may not do this, or AWS does not take what the function signs with: no call will do better. */
const ROLE = new Set([
  "AccessDenied",
  "AuthorizationError",
  "InvalidClientTokenId",
  "InvalidSecurity",
  "InvalidSignature",
  "NotAuthorized",
  "OptInRequired",
  "SignatureDoesNotMatch",
  "UnrecognizedClient",
]);

/** The same names, when the clocks of the function and of AWS differ, or a request was under way for too long. */
const CLOCK = /signature (?:expired|not yet current)/i;

/** Whether AWS refuses every call of this function until its owner has mended the role or the keys. */
export const refusesRole = (error: unknown): boolean =>
  ROLE.has(awsErrorOf(error).name) && !CLOCK.test(awsErrorOf(error).said);

/**
 * What AWS calls an error, and the sentence with it. Services write a name with or without `Exception`. Addresses are left out
 * of the sentence: a visitor chose them, and `quota@sandbox.example` must not read as a used-up quota.
 */
export function awsErrorOf(error: unknown): { readonly name: string; readonly said: string } {
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  return { name: name.replace(/Exception$/, ""), said: message.replaceAll(/\S*@\S*/g, "") };
}
