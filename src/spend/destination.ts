/**
 * Ranges inside a calling code that are other countries, and cost otherwise: the Caribbean and the islands of +1, Kazakhstan
 * of +7. Whoever writes a price or a limit for `1` means the United States and Canada, and an attacker means Jamaica.
 */
const OWN_RANGES: readonly string[] = [
  ...["1242", "1246", "1264", "1268", "1284", "1340", "1345", "1441", "1473", "1649", "1658", "1664"],
  ...["1670", "1671", "1684", "1721", "1758", "1767", "1784", "1787", "1809", "1829", "1849", "1868"],
  ...["1869", "1876", "1939", "76", "77"],
];

const ownRangeOf = (digits: string) => OWN_RANGES.find((range) => digits.startsWith(range));

/**
 * Which country a number costs as: its calling code, or the range inside one.
 * @param digits an E.164 number without the plus sign.
 */
export const destinationOf = (digits: string, callingCode: string): string =>
  ownRangeOf(digits) ?? callingCode;

/** Stands for every number that no other entry names. */
export const OTHERS = "*";

/** Amounts by the digits that numbers begin with: a calling code, or more, such as `1876`; and {@link OTHERS}. */
export type AmountsByCode = ReadonlyMap<string, number>;

export interface Matched {
  readonly code: string;
  readonly microUsd: number;
}

/** The longest entry that a number begins with, save one of a country around its own; else the one for all others. */
export function matching(amounts: AmountsByCode, digits: string): Matched | undefined {
  const shortest = ownRangeOf(digits)?.length ?? 1;
  for (let length = digits.length; length >= shortest; length -= 1) {
    const matched = entryOf(amounts, digits.slice(0, length));
    if (matched) return matched;
  }
  return entryOf(amounts, OTHERS);
}

function entryOf(amounts: AmountsByCode, code: string): Matched | undefined {
  const microUsd = amounts.get(code);
  return microUsd === undefined ? undefined : { code, microUsd };
}
