/** How much a framework believes of `X-Forwarded-For`. */
export type ProxyTrust = "nobody" | "some" | "everybody";

export interface SeenConnection {
  readonly trust: ProxyTrust;
  /** How many proxies are trusted by their number alone, whatever their addresses. Default 0. */
  readonly trustedHops?: number;
  /** The header as it came, if it came. */
  readonly forwardedFor: string | undefined;
  /** Of the connection itself, whoever is at its other end, or {@link UNIX_SOCKET}. Undefined when nobody knows any more. */
  readonly peerAddress: string | undefined;
}

/** What is at the other end of a Unix socket: it has no address, and is on this machine. */
export const UNIX_SOCKET = "a Unix socket";

/** What may be wrong with the way in which callers are told apart. */
export type ProxyFault = "forgeable" | "too many hops" | "all one" | "all one, over a Unix socket";

/** What to do about each, in a framework's own terms. */
export type ProxyRemedies = Readonly<Record<ProxyFault, string>>;

/** Addresses that a stranger on the internet does not have: whoever connects from one is a proxy of ours. */
const PRIVATE =
  /^(?:::ffff:)?(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^(?:::1$|f[cd]|fe[89ab])/i;

/**
 * What is wrong with the way in which callers are told apart, with its remedy; undefined when nothing is seen to be.
 * Sentences without any address: they go to a log.
 */
export function proxyFault(seen: SeenConnection, remedies: ProxyRemedies): string | undefined {
  const fault = faultOf(seen);
  return fault && `${EXPLANATIONS[fault]} ${remedies[fault]}`;
}

function faultOf({
  trust,
  trustedHops = 0,
  forwardedFor,
  peerAddress,
}: SeenConnection): ProxyFault | undefined {
  if (forwardedFor === undefined) return undefined;
  if (trust === "everybody") return "forgeable";
  // Each proxy adds one address, so a request that came through all of them has as many.
  if (forwardedFor.split(",").length < trustedHops) return "too many hops";
  if (trust !== "nobody" || peerAddress === undefined) return undefined;
  if (peerAddress === UNIX_SOCKET) return "all one, over a Unix socket";
  return PRIVATE.test(peerAddress) ? "all one" : undefined;
}

const EXPLANATIONS: ProxyRemedies = {
  forgeable:
    "Every proxy is trusted, so each caller can write an address of its own choice into X-Forwarded-For and is limited by none.",
  "too many hops":
    "A request came through fewer proxies than are trusted, so what its caller writes into X-Forwarded-For would be believed.",
  "all one":
    "Requests come through a proxy that is not trusted, so all callers have its address and share one limit.",
  "all one, over a Unix socket":
    "Requests come through a proxy over a Unix socket, where it has no address and is not trusted, so all callers share one limit.",
};
