import { type AwsConnection, clientConfig } from "../../aws/connection.ts";
import { isUnavailable } from "../../gate/is-unavailable.ts";
import { TIMEOUT_MS } from "../service.ts";
import { errorName } from "../service-trouble.ts";
import type { Check } from "./checks.ts";
import { type Finding, unknown } from "./finding.ts";
import type { Permission } from "./permission.ts";

export type Answer<T> = { readonly answered: true; readonly value: T } | Trouble;

/** Nothing was learned. */
export interface Trouble {
  readonly answered: false;
  /** As the SDK or Node calls it, without `Exception` at its end: `AccessDenied`, `ECONNREFUSED`. */
  readonly error: string;
  readonly cause: unknown;
  /** Absent: it was no call to AWS, and needed no credentials of AWS. */
  readonly needs: Permission | undefined;
}

/** For a client of AWS that asks: a call that fails is repeated once. */
export const askingConfig = (connection: AwsConnection) => ({ ...clientConfig(connection), maxAttempts: 2 });

/** Asks for no longer than a person waits. Every failure is a value: the other checks go on. */
export async function ask<T>(
  needs: Permission | undefined,
  call: (limit: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<Answer<T>> {
  try {
    return { answered: true, value: await call({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) }) };
  } catch (error) {
    const cause = originOf(error);
    return { answered: false, error: errorName(cause), cause, needs };
  }
}

/** `fetch` and our own stores wrap what went wrong, and say nothing of it themselves. */
function originOf(error: unknown): unknown {
  const isWrapped = isUnavailable(error) || (error instanceof TypeError && error.message === "fetch failed");
  return isWrapped ? (error.cause ?? error) : error;
}

/** How the SDK, and the resolver of node:dns, call an answer that did not come. */
const TIMED_OUT = ["TimeoutError", "ETIMEOUT", "ECANCELLED"];
const DENIED = ["AccessDenied", "AuthorizationError", "NotAuthorized", "Unauthorized", "Forbidden"];

/** @param what completes "… could not be looked at". */
export function notSeen(check: Check, what: string, { error, needs }: Trouble): Finding {
  const why = TIMED_OUT.includes(error) ? "there was no answer in time" : error;
  const says = `${what} could not be looked at: ${why}.`;
  if (needs === undefined)
    return unknown(check, says, "Try again, and see whether the address is right and up.");
  return DENIED.includes(error)
    ? unknown(check, says, `Allow ${needs.action}: postern doctor --policy prints all that is needed.`)
    : unknown(check, says, "Try again, and see whether these credentials are good and the service is up.");
}
