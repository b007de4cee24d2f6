import type { Conclusion } from "../gate/trail.ts";
import { caller } from "../http/checks.ts";
import type { HttpRequest } from "../http/message.ts";
import { proxyFault } from "../http/proxy-trust.ts";

/**
 * What is wrong with the address under which a caller was counted; undefined when nothing is seen to be. Web frameworks have no
 * setting for trusted proxies: the remedy is always to say the address.
 * @param isSaid the app says the address itself, so it is not taken for that of the connection.
 */
export function addressFault(
  { clientAddress, headers }: HttpRequest,
  { trail }: Conclusion,
  isSaid: boolean,
): string | undefined {
  const isShared = trail.some(({ check, degraded }) => check === caller.name && degraded !== undefined);
  if (isShared && clientAddress === undefined) return NO_ADDRESS;
  const seen = { trust: "nobody", forwardedFor: headers["x-forwarded-for"] } as const;
  const fault = proxyFault({ ...seen, peerAddress: isSaid ? undefined : clientAddress });
  return fault && `${fault} ${REMEDY}`;
}

const REMEDY = "Here, the option clientAddress says whose request it is.";
const NO_ADDRESS = `Nothing tells the addresses of clients, so all callers share one limit. ${REMEDY}`;
