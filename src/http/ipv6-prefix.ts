/**
 * How many leading bits of an IPv6 address name one caller. A provider gives one line a /56, seldom a /48 or a /64 (RFC 6177;
 * RIPE-690 recommends /56 for homes and /48 for offices): counted by the /64, one line of a /56 is 256 callers.
 */
export const IPV6_PREFIX = { shortest: 48, longest: 64, usual: 56 } as const;

/** @throws TypeError when so many bits do not name a line: a longer prefix is limited by nothing, a shorter one is a whole town. */
export function requireIpv6Prefix(call: string, prefix: number): void {
  const { shortest, longest, usual } = IPV6_PREFIX;
  if (Number.isInteger(prefix) && prefix >= shortest && prefix <= longest) return;
  throw new TypeError(
    `${call}: ipv6Prefix must be a whole number from ${shortest} to ${longest}, such as ${usual}`,
  );
}
