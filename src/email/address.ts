import { givesOutAnyDots } from "./carriers.ts";
import { canonicalDomain } from "./domain.ts";
import { withoutInvisibleEnds } from "./invisible-ends.ts";

/** One mailbox that a mail can be written to. */
export interface EmailAddress {
  /** As it was given, without spaces and invisible characters at its ends. */
  readonly text: string;
  readonly local: string;
  /** Lower case, internationalised labels as punycode. */
  readonly domain: string;
  /**
   * `local@domain` for the wire, or undefined where SES can carry none: it knows no SMTPUTF8 for a local part beyond ASCII, and
   * takes no dots but between other characters.
   */
  readonly ascii: string | undefined;
}

/** RFC 5321, section 4.5.3.1.1; 254 is what remains of a path of 256 (4.5.3.1.3) without its brackets. */
const MAX_LOCAL_OCTETS = 64;
const MAX_ADDRESS_OCTETS = 254;
/** What is longer is not read on. A character of an address may be two UTF-16 units, and is at least one octet on the wire. */
const MAX_GIVEN_UNITS = 2 * MAX_ADDRESS_OCTETS;

const ASCII = /^[\x21-\x7e]+$/;
/** A dot-string (RFC 5321, section 4.1.2) of atoms. */
const DOT_STRING = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/**
 * A dot-string with letters beyond ASCII, as RFC 6531 allows them. Made when one is met: the tables of `\p{…}` take most of a
 * millisecond.
 */
const isDotStringUtf8 = (local: string) =>
  /^[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+)*$/u.test(local);
/**
 * How an encoded word begins (RFC 2047). It is a dot-string too, or a part of one. Mail programs decode it wherever it stands,
 * and see another address, or two.
 */
const ENCODED_WORD = "=?";

/**
 * The profile for addresses that strangers type into web forms: one plain `local@domain`, or undefined. Spaces and invisible
 * characters at its ends are taken off.
 *
 * Refuses what RFC 5321 allows and attacks live on: quoted local parts, encoded words, comments, groups, lists, address
 * literals, single-label domains. Refuses domains that cannot be in the DNS, and what is too long on the wire. Linear in the
 * length of the text.
 */
export function parseEmailAddress(given: string): EmailAddress | undefined {
  const trimmed = given.trim();
  if (trimmed.length > MAX_GIVEN_UNITS) return undefined;
  const text = withoutInvisibleEnds(trimmed);
  const at = text.indexOf("@");
  if (at < 1) return undefined;
  const local = text.slice(0, at);
  if (local.includes(ENCODED_WORD) || Buffer.byteLength(local) > MAX_LOCAL_OCTETS) return undefined;
  const isAscii = ASCII.test(local);
  const isDotString = isAscii ? DOT_STRING.test(local) : isDotStringUtf8(local);
  // With dots where none may be: then what remains without them is one atom.
  if (!isDotString && !DOT_STRING.test(local.replaceAll(".", ""))) return undefined;
  const domain = canonicalDomain(text.slice(at + 1));
  if (domain === undefined || !(isDotString || givesOutAnyDots(domain))) return undefined;
  const address = `${local}@${domain}`;
  if (Buffer.byteLength(address) > MAX_ADDRESS_OCTETS) return undefined;
  return { text, local, domain, ascii: isAscii && isDotString ? address : undefined };
}
