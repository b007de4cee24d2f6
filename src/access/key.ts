/**
 * An API key: `pst_`, 32 random characters of 62 (190 bits), and 6 that check them. The prefix lets secret scanners find a
 * leaked key; the check lets a typo be refused without a lookup, and lets a scanner tell a key from a look-alike. It is a
 * CRC-32, which finds every wrong character and every two that changed places, where a hash would find all but a few.
 */
const PREFIX = "pst_";
const RANDOM_CHARACTERS = 32;
const CHECK_CHARACTERS = 6;
const FORM = /^pst_(?<random>[0-9A-Za-z]{32})(?<check>[0-9A-Za-z]{6})$/;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Makes a key.
 * @param randomBytes as many unguessable bytes as it is asked for.
 */
export function makeKey(randomBytes: (count: number) => Uint8Array): string {
  let random = "";
  while (random.length < RANDOM_CHARACTERS) {
    // Bytes from 248 on would make the first characters of the alphabet likelier than the others.
    for (const byte of randomBytes(RANDOM_CHARACTERS)) {
      if (byte < 248 && random.length < RANDOM_CHARACTERS) random += ALPHABET[byte % ALPHABET.length];
    }
  }
  return `${PREFIX}${random}${checkOf(random)}`;
}

/**
 * Names a client: ten characters of 32, none of which look alike.
 * @param randomBytes as many unguessable bytes as it is asked for.
 */
export const makeId = (randomBytes: (count: number) => Uint8Array): string =>
  Array.from(randomBytes(10), (byte) => ID_ALPHABET[byte % ID_ALPHABET.length]).join("");

/** Whether the text can be a key at all. Costs no lookup. */
export function isWellFormedKey(text: string): boolean {
  const parts = FORM.exec(text)?.groups;
  return parts?.random !== undefined && parts.check === checkOf(parts.random);
}

/** What is stored in place of a key. Not slow, as for passwords: 190 random bits cannot be guessed. */
export function hashOfKey(key: string): string {
  // Not imported: cryptography takes milliseconds to load, and a call without a well-formed key never needs it.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(key).digest("hex");
}

function checkOf(random: string): string {
  let number = crc32(random);
  let check = "";
  for (let place = 0; place < CHECK_CHARACTERS; place += 1) {
    check = ALPHABET[number % ALPHABET.length] + check;
    number = Math.floor(number / ALPHABET.length);
  }
  return check;
}

/** Bit by bit, as 32 characters allow: zlib has it, and loading that costs a cold start more than a millisecond. */
function crc32(text: string): number {
  let crc = -1;
  for (const byte of Buffer.from(text, "latin1")) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
