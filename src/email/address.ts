/** One mailbox that a mail can be written to. */
export interface EmailAddress {
  /** As it was given, trimmed. */
  readonly text: string;
  readonly local: string;
  /** Lower case, internationalised labels as punycode. */
  readonly domain: string;
  /** `local@domain` for the wire, or undefined: SES knows no SMTPUTF8, so a non-ASCII local part has none. */
  readonly ascii: string | undefined;
}

/** RFC 5321, sections 4.5.3.1.1 and .2; 254 is what remains of a path of 256 without its brackets. */
const MAX_LOCAL_OCTETS = 64;
const MAX_DOMAIN_OCTETS = 253;
const MAX_ADDRESS_CHARACTERS = 254;

const ASCII = /^[\x21-\x7e]+$/;
/** A dot-string (RFC 5321, section 4.1.2) of atoms. */
const DOT_STRING = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/**
 * The same with letters beyond ASCII, as RFC 6531 allows them. Made when one is met: the tables of `\p{…}` take most of a
 * millisecond.
 */
const isDotStringUtf8 = (local: string) =>
  /^[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+)*$/u.test(local);
/** RFC 2047. */
const ENCODED_WORD = /^=\?.*\?=$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What a domain may be written with before it is turned into ASCII: no `/`, `%`, `:`, `@` for a URL parser to read. */
const DOMAIN_AS_WRITTEN = /^[a-zA-Z0-9.\u0080-\u{10ffff}-]+$/u;

/**
 * The profile for addresses that strangers type into web forms: one plain `local@domain`, or undefined.
 * Refuses what RFC 5321 allows and attacks live on: quoted local parts, comments, groups, lists, address
 * literals, single-label domains, top-level domains of digits. Linear in the length of the text.
 */
export function parseEmailAddress(given: string): EmailAddress | undefined {
  const text = given.trim();
  if (text.length > 2 * MAX_ADDRESS_CHARACTERS) return undefined;
  if (text.length > MAX_ADDRESS_CHARACTERS && [...text].length > MAX_ADDRESS_CHARACTERS) return undefined;
  const at = text.indexOf("@");
  if (at < 1) return undefined;
  const local = text.slice(0, at);
  const domainAsWritten = text.slice(at + 1);
  const isAscii = ASCII.test(local);
  const isDotString = isAscii ? DOT_STRING.test(local) : isDotStringUtf8(local);
  // An encoded word is a dot-string too, and mail programs would show what it decodes to.
  if (!isDotString || ENCODED_WORD.test(local) || Buffer.byteLength(local) > MAX_LOCAL_OCTETS)
    return undefined;
  const domain = canonicalDomain(domainAsWritten);
  if (domain === undefined) return undefined;
  return { text, local, domain, ascii: isAscii ? `${local}@${domain}` : undefined };
}

/** A host name of at least two labels in lower-case ASCII, or undefined. */
function canonicalDomain(written: string): string | undefined {
  if (!DOMAIN_AS_WRITTEN.test(written)) return undefined;
  // The URL parser and not node:url, whose import is a measurable part of a cold start.
  const domain = URL.parse(`http://${written}`)?.hostname ?? "";
  const labels = domain.split(".");
  const topLevel = labels.at(-1) ?? "";
  const isHostName =
    labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(topLevel);
  return isHostName && domain.length <= MAX_DOMAIN_OCTETS ? domain : undefined;
}
