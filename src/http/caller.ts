import ipaddr from "ipaddr.js";
import type { Pass } from "../gate/check.ts";
import { NO_ADDRESS, NO_VIEWER_ADDRESS, TOLD_BY_EDGE, UNREADABLE_ADDRESS } from "./caller-trail.ts";
import type { Client } from "./edge.ts";
import { IPV6_PREFIX, requireIpv6Prefix } from "./ipv6-prefix.ts";

/** All callers without a usable address are limited together. */
export const SHARED_CALLER = "unknown";

/**
 * The name under which an address is counted: IPv4 as it is, IPv6 by its first bits, because one line has a whole network and an
 * attacker would use a new address of it for each request. An IPv6 address that stands for an IPv4 address counts as that one:
 * mapped and translated ones, 6to4, whose router has a whole /48 for one IPv4 address, and Teredo. Anything that is not an address
 * is {@link SHARED_CALLER}. The name never holds a `#`, which divides keys.
 * @param ipv6Prefix how many bits of an IPv6 address count, from 48 to 64. Default 56.
 * @throws TypeError when the prefix is out of these bounds.
 */
export function callerKey(address: string | undefined, ipv6Prefix: number = IPV6_PREFIX.usual): string {
  requireIpv6Prefix("callerKey", ipv6Prefix);
  const parsed = parseAddress(address);
  if (parsed === undefined) return SHARED_CALLER;
  const counted = parsed instanceof ipaddr.IPv6 ? (ipv4Inside(parsed) ?? parsed) : parsed;
  if (counted instanceof ipaddr.IPv4) return counted.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${counted.toNormalizedString()}/${ipv6Prefix}`);
  return `${network.toString()}/${ipv6Prefix}`;
}

function parseAddress(given: unknown): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (typeof given !== "string") return undefined;
  const text = given.trim();
  // Load balancers that preserve client ports write `1.2.3.4:567` and `[2001:db8::1]:567`.
  const bare = /^\[(?<v6>[^\]]+)\](?::\d+)?$|^(?<v4>[\d.]+):\d+$/.exec(text)?.groups;
  const [address = ""] = (bare?.v6 ?? bare?.v4 ?? text).split("%"); // a zone id means nothing outside its host
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  return ipaddr.IPv6.isValid(address) && address.includes(":") ? ipaddr.IPv6.parse(address) : undefined;
}

/** The IPv4 address that an IPv6 address was made of. */
function ipv4Inside(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  const last = bytes.slice(12);
  switch (address.range()) {
    case "ipv4Mapped": // RFC 4291, section 2.5.5.2
    case "rfc6145": // translated, ::ffff:0:a.b.c.d: RFC 2765
    case "rfc6052": // NAT64, 64:ff9b::/96 (RFC 6052) and 64:ff9b:1::/48 (RFC 8215)
      return new ipaddr.IPv4(last);
    case "6to4": // 2002::/16: RFC 3056
      return new ipaddr.IPv4(bytes.slice(2, 6));
    case "teredo": // 2001::/32, each bit of the client's address turned round: RFC 4380, section 4
      return new ipaddr.IPv4(last.map((byte) => byte ^ 0xff));
    default:
      return undefined;
  }
}

/** What the check `caller` finds. */
export function namedCaller(client: Client, ipv6Prefix?: number): Pass<{ readonly caller: string }> {
  const key = callerKey(client.address, ipv6Prefix);
  const adds = { caller: key };
  if (client.viewerUnknown) return { ok: true, adds, degraded: NO_VIEWER_ADDRESS };
  if (key !== SHARED_CALLER)
    return client.viaEdge ? { ok: true, adds, notes: TOLD_BY_EDGE } : { ok: true, adds };
  if (isMissing(client.address)) return { ok: true, adds, degraded: NO_ADDRESS };
  const notes = { ...(client.viaEdge && TOLD_BY_EDGE), addressForm: formOf(client.address) };
  return { ok: true, adds, degraded: UNREADABLE_ADDRESS, notes };
}

/** Plain JavaScript may say null. */
const isMissing = (address: unknown) =>
  address === undefined || address === null || (typeof address === "string" && address.trim() === "");

const LONGEST_FORM = 60;

/** What a value looks like that is not an address, for a log: digits are 9, letters are a, and nothing of what it says is left. */
export function formOf(given: unknown): string {
  if (Array.isArray(given)) return "a list";
  if (given instanceof Promise) return "a promise";
  if (typeof given !== "string") return `${typeof given === "object" ? "an" : "a"} ${typeof given}`;
  const form = given
    .slice(0, LONGEST_FORM)
    .replaceAll(/\d/g, "9")
    .replaceAll(/\p{L}/gu, "a")
    .replaceAll(/[^9a .,:;/[\]%"'=_-]/gu, "?");
  return given.length > LONGEST_FORM ? `${form}…` : form;
}
