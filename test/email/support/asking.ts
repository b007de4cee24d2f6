import { parseEmailAddress } from "../../../src/email/address.ts";
import type { SendableAddress } from "../../../src/email/verdict.ts";
import type { At } from "../../../src/gate/check.ts";
import { isUnavailable } from "../../../src/gate/is-unavailable.ts";
import type { Unavailable } from "../../../src/gate/unavailable.ts";

export function sendable(text: string): SendableAddress {
  const address = parseEmailAddress(text);
  if (address?.ascii === undefined) throw new Error(`${text} cannot be written to`);
  return { ...address, ascii: address.ascii };
}

/** A decision that is made in no time. */
export const at = (nowMs = 0, signal = new AbortController().signal): At => ({
  nowMs,
  elapsedMs: () => 0,
  signal,
});

/** What a lookup throws when it does not know. Fails the test for an answer, and for a bug. */
export async function unavailability(finding: Promise<unknown>): Promise<Unavailable> {
  const error = await finding.then(
    (found) => new Error(`expected no answer, and found ${JSON.stringify(found)}`),
    (thrown: unknown) => thrown,
  );
  if (isUnavailable(error)) return error;
  throw error;
}
