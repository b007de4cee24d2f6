import fc from "fast-check";
import { type EmailAddress, parseEmailAddress } from "../../../src/email/address.ts";

export function parsed(text: string): EmailAddress {
  const address = parseEmailAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
}

const letters = (characters: string) => fc.constantFrom(...characters);
const atom = fc.string({ unit: letters("abzABZ09!#$'*+-/=?^_{|}~"), minLength: 1, maxLength: 8 });
const atomUtf8 = fc.string({ unit: letters("aÀéßüİΑΣςñ用👍+"), minLength: 1, maxLength: 6 });
const label = fc.string({ unit: letters("abzABZ09"), minLength: 1, maxLength: 8 });

const dotted = (part: fc.Arbitrary<string>, max: number) =>
  fc.array(part, { minLength: 1, maxLength: max }).map((parts) => parts.join("."));

const domain = fc.oneof(
  fc.constantFrom(
    "gmail.com",
    "GoogleMail.com",
    "proton.me",
    "ya.ru",
    "ｇｍａｉｌ.com",
    "münchen.de",
    "пример.рф",
  ),
  fc.tuple(dotted(label, 3), fc.constantFrom("com", "ORG", "example")).map((parts) => parts.join(".")),
);

/** Addresses of the profile for web forms, with the local parts that make trouble. */
export const addresses = fc
  .tuple(fc.oneof(dotted(atom, 4), dotted(atomUtf8, 2)), domain)
  .map(([local, host]) => parseEmailAddress(`${local}@${host}`))
  .filter((address) => address !== undefined);

/** Text that an attacker would try, besides any text at all. */
export const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme-composite", maxLength: 60 }),
  fc.string({ unit: letters('a.@+ "<>()[]\r\n\u0000\u2028ａ%:/#\\'), maxLength: 40 }),
  addresses.map(({ text }) => text),
);
