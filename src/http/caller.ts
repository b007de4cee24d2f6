import ipaddr from "ipaddr.js";

/** Whoever has no usable address is limited together with all others who have none. */
export const SHARED_CALLER = "unknown";

/**
 * The name under which an address is counted. IPv4 as it is, IPv4-mapped IPv6 as the IPv4 it is, IPv6 by its
 * /64: one customer line has 2^64 addresses there, and an attacker would use a new one for each request.
 * Anything that is not an address is {@link SHARED_CALLER}. The name never holds a `#`, which divides keys.
 */
export function callerKey(address: string | undefined): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) return SHARED_CALLER;
  if (parsed.kind() === "ipv4") return parsed.toString();
  const network = [...parsed.toByteArray().slice(0, 8), ...Array<number>(8).fill(0)];
  return `${ipaddr.fromByteArray(network).toString()}/64`;
}

function parseAddress(text: string | undefined): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (text === undefined) return undefined;
  // Load balancers that preserve client ports write `1.2.3.4:567` and `[2001:db8::1]:567`.
  const bare = /^\[(?<v6>[^\]]+)\](?::\d+)?$|^(?<v4>[\d.]+):\d+$/.exec(text)?.groups;
  const [address = ""] = (bare?.v6 ?? bare?.v4 ?? text).split("%"); // a zone id means nothing outside its host
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  return ipaddr.IPv6.isValid(address) && address.includes(":") ? ipaddr.process(address) : undefined;
}
