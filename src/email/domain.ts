/** RFC 1035, section 2.3.4. */
const MAX_DOMAIN_OCTETS = 253;

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What a domain may be written with before it is turned into ASCII: no `/`, `%`, `:`, `@` for a URL parser to read. */
const DOMAIN_AS_WRITTEN = /^[a-zA-Z0-9.\u0080-\u{10ffff}-]+$/u;

/**
 * A top-level domain is letters alone (RFC 3696, section 2), two or more, or an A-label. A rule and not the list of those
 * that there are: a list ages, and would refuse people whose domain is younger than it.
 */
const TOP_LEVEL = /^(?:[a-z]{2,}|xn--.+)$/;

/**
 * Top-level domains that are set aside for something else than the DNS, so that no mail goes there from outside. Not `example`
 * and `test`: RFC 6761, sections 6.2 and 6.5, wants applications to take these for any other name, and people try things out
 * with them. Where the DNS is asked, it says that they have no mail server.
 */
const NEVER_IN_THE_DNS: ReadonlySet<string> = new Set([
  "alt", // RFC 9476
  "arpa", // RFC 3172, and home.arpa: RFC 8375
  "internal", // ICANN, resolution 2024.07.29.06
  "invalid", // RFC 6761
  "local", // RFC 6762
  "localhost", // RFC 6761
  "onion", // RFC 7686
]);

/** A host name of at least two labels in lower-case ASCII, or undefined. */
export function canonicalDomain(written: string): string | undefined {
  if (!DOMAIN_AS_WRITTEN.test(written)) return undefined;
  // The URL parser and not node:url, whose import is a measurable part of a cold start.
  const domain = URL.parse(`http://${written}`)?.hostname ?? "";
  const labels = domain.split(".");
  const topLevel = labels.at(-1) ?? "";
  const isHostName =
    domain.length <= MAX_DOMAIN_OCTETS &&
    labels.length >= 2 &&
    labels.every((label) => LABEL.test(label)) &&
    TOP_LEVEL.test(topLevel) &&
    !NEVER_IN_THE_DNS.has(topLevel);
  return isHostName && isDecodable(domain) ? domain : undefined;
}

const A_LABEL = /(?:^|\.)xn--/;

/**
 * Whether each A-label stands for something (RFC 5890, section 2.3.2.1). The URL parser does not look into a domain that comes
 * in ASCII. What cannot be decoded stays as it was.
 */
function isDecodable(domain: string): boolean {
  if (!A_LABEL.test(domain)) return true;
  // Asked for when there is an A-label: most requests never pay for it.
  const { domainToUnicode } = process.getBuiltinModule("node:url");
  return !A_LABEL.test(domainToUnicode(domain));
}
