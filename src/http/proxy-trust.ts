/** How much a framework believes of `X-Forwarded-For`. */
export type ProxyTrust = "nobody" | "some" | "everybody";

export interface SeenConnection {
  readonly trust: ProxyTrust;
  /** The header as it came, if it came. */
  readonly forwardedFor: string | undefined;
  /** Of the connection itself, whoever is at its other end. */
  readonly peerAddress: string | undefined;
}

/** Addresses that a stranger on the internet does not have: whoever connects from one is a proxy of ours. */
const PRIVATE =
  /^(?:::ffff:)?(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^(?:::1$|f[cd]|fe[89ab])/i;

/**
 * What is wrong with the way in which callers are told apart, with its remedy; undefined when nothing is seen to be.
 * A sentence without any address: it goes to a log.
 */
export function proxyFault({ trust, forwardedFor, peerAddress }: SeenConnection): string | undefined {
  if (forwardedFor === undefined) return undefined;
  if (trust === "everybody") return FORGEABLE;
  const isProxy = peerAddress !== undefined && PRIVATE.test(peerAddress);
  return trust === "nobody" && isProxy ? ALL_ONE : undefined;
}

const FORGEABLE =
  "Every proxy is trusted, so each caller can write an address of its own choice into X-Forwarded-For and is limited by none. Trust exactly the proxies that stand before this server, by their addresses.";
const ALL_ONE =
  "Requests come through a proxy that is not trusted, so all callers have its address and share one limit. Trust exactly the proxies that stand before this server, by their addresses.";
