/** A set of domains, asked by name. */
export interface DomainSet {
  /** The domain itself or a parent of it: `x.mailinator.com` is mailinator. In lower-case ASCII. */
  holds(domain: string): boolean;
}

/** RFC 1035, section 2.3.4. What is longer is no domain: no set holds it, and no hostile text is read to its end. */
const MAX_DOMAIN_CHARACTERS = 253;

const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;

/**
 * A small set, by its names.
 * @throws RangeError for a name that is no domain in lower-case ASCII: it would never be found.
 */
export function listedDomains(domains: Iterable<string>): DomainSet {
  const names = new Set(domains);
  for (const name of names) {
    if (!DOMAIN.test(name)) throw new RangeError(`Not a domain in lower-case ASCII: ${JSON.stringify(name)}`);
  }
  return { holds: (domain) => withParents(domain).some((each) => names.has(each)) };
}

/** `["a.b.com", "b.com", "com"]`, or nothing for what is too long to be a domain. */
export function withParents(domain: string): readonly string[] {
  if (domain.length > MAX_DOMAIN_CHARACTERS) return [];
  const labels = domain.split(".");
  return labels.map((_, from) => labels.slice(from).join("."));
}

/** "PSTNDOM1" as two little-endian words: a big-endian machine refuses the file instead of misreading it. */
const MAGIC = [0x4e545350, 0x314d4f44] as const;
const HEADER_WORDS = 4;
const WORD_BYTES = Uint32Array.BYTES_PER_ELEMENT;

/**
 * A large set, by the 64-bit hashes of its names, in little-endian words of 32 bits:
 * ```
 *   magic, magic, count, 0 │ high halves, ascending │ low halves, in the same order
 * ```
 * Exact for the names it was made of. Of other names, fewer than one in 10^14 is held by chance where 40,000 are listed.
 * Top-level domains are never held.
 * @throws Error when the bytes are not such a file or not all of it.
 */
export function hashedDomains(bytes: Uint8Array): DomainSet {
  const isAligned = bytes.byteOffset % WORD_BYTES === 0;
  const { buffer, byteOffset } = isAligned ? bytes : new Uint8Array(bytes);
  const words = new Uint32Array(buffer, byteOffset, Math.floor(bytes.length / WORD_BYTES));
  const [magic, restOfMagic, count = 0] = words;
  if (magic !== MAGIC[0] || restOfMagic !== MAGIC[1]) throw new Error("This is no file of hashed domains");
  if (bytes.length !== (HEADER_WORDS + 2 * count) * WORD_BYTES)
    throw new Error(`A file of ${count} hashed domains cannot have ${bytes.length} bytes`);
  const highs = words.subarray(HEADER_WORDS, HEADER_WORDS + count);
  const lows = words.subarray(HEADER_WORDS + count);
  if (!looksSorted(highs)) throw new Error("A file of hashed domains is out of order");

  const isHeld = (high: number, low: number): boolean => {
    for (let at = rankOf(high, highs); highs[at] === high; at += 1) if (lows[at] === low) return true;
    return false;
  };
  return { holds: (domain) => someHash(domain, isHeld) };
}

/** A sample: to look at every hash would take longer at a cold start than all else here. */
function looksSorted(highs: Uint32Array): boolean {
  const step = Math.ceil(highs.length / 512);
  for (let at = step; at < highs.length; at += step)
    if ((highs[at - step] ?? 0) > (highs[at] ?? 0)) return false;
  return true;
}

/**
 * Where `high` stands or would stand. Hashes are spread evenly, so its place is guessed, the guess is mended once by how
 * far it missed, and some ten steps are left to walk.
 */
function rankOf(high: number, highs: Uint32Array): number {
  const density = highs.length / 2 ** 32;
  const guess = Math.floor(high * density);
  const nearer = guess + Math.trunc((high - (highs[guess] ?? 0)) * density);
  let rank = Math.max(0, Math.min(nearer, highs.length));
  while (rank > 0 && (highs[rank - 1] ?? 0) >= high) rank -= 1;
  while (rank < highs.length && (highs[rank] ?? 0) < high) rank += 1;
  return rank;
}

/**
 * Whether the hash of the domain or of a parent passes. From right to left, so that one pass makes them all and none
 * needs a string of its own. Two lanes as in FxHash, each finished with the other as in MurmurHash3.
 */
function someHash(domain: string, passes: (high: number, low: number) => boolean): boolean {
  if (domain.length > MAX_DOMAIN_CHARACTERS) return false;
  let one = 0x9e3779b9;
  let other = 0x85ebca6b;
  let dots = 0;
  for (let at = domain.length - 1; at >= 0; at -= 1) {
    const code = domain.charCodeAt(at);
    if (code === DOT) {
      dots += 1;
      if (dots > 1 && passes(finished(one, other), finished(other, one))) return true;
    }
    one = Math.imul(((one << 5) | (one >>> 27)) ^ code, 0x9e3779b1);
    other = Math.imul(((other << 7) | (other >>> 25)) ^ code, 0x85ebca77);
  }
  return dots > 0 && passes(finished(one, other), finished(other, one));
}

const DOT = 0x2e;

function finished(lane: number, other: number): number {
  const crossed = Math.imul(lane ^ (lane >>> 16) ^ Math.imul(other, 0xc2b2ae35), 0x85ebca6b);
  const mixed = Math.imul(crossed ^ (crossed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The 64-bit hash of a whole domain, of at least two labels, as {@link hashedDomains} knows it. */
export function domainHash(domain: string): bigint {
  let hash: bigint | undefined;
  someHash(domain, (high, low) => {
    hash = (BigInt(high) << 32n) | BigInt(low);
    return false;
  });
  if (hash === undefined)
    throw new RangeError(`Not a domain of two labels or more: ${JSON.stringify(domain)}`);
  return hash;
}
