import type { Conclusion } from "../gate/trail.ts";
import { countsConnections, hasNoAddress } from "../http/caller-trail.ts";
import type { HttpRequest } from "../http/message.ts";
import { type ProxyRemedies, proxyFault } from "../http/proxy-trust.ts";

/**
 * What is wrong with the address under which a caller was counted; undefined when nothing is seen to be. Web frameworks have no
 * setting for trusted proxies: the remedy is always to say the address.
 * @param isSaid the app says the address itself, so it is not taken for that of the connection.
 */
export function addressFault(
  { clientAddress, headers }: HttpRequest,
  conclusion: Conclusion,
  isSaid: boolean,
): string | undefined {
  if (!countsConnections(conclusion)) return undefined;
  if (hasNoAddress(conclusion)) return NO_ADDRESS;
  const seen = { trust: "nobody", forwardedFor: headers["x-forwarded-for"] } as const;
  return proxyFault({ ...seen, peerAddress: isSaid ? undefined : clientAddress }, REMEDIES);
}

const REMEDY = "Say whose request it is, with the option clientAddress.";
const REMEDIES: ProxyRemedies = {
  forgeable: REMEDY,
  "too many hops": REMEDY,
  "all one": REMEDY,
  "all one, over a Unix socket": REMEDY,
};
const NO_ADDRESS = `Nothing tells the addresses of clients, so all callers share one limit. ${REMEDY}`;
