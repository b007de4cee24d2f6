import type { At } from "../gate/check.ts";
import type { Finding, SendableAddress } from "./verdict.ts";

/** Asks something outside about an address: the DNS, or a remote service. */
export interface EmailLookup {
  /** @throws Unavailable when it could not be asked: the address then passes. */
  find(address: SendableAddress, at: At): Promise<Finding>;
}
