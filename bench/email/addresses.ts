/** An address that may sign up, or a text that may not: one plain mailbox that SES can write to. */
export interface Sample {
  readonly text: string;
  readonly isGood: boolean;
}

const PEOPLE = [
  "ada",
  "grace.hopper",
  "k.johnson-42",
  "o'brien",
  "info",
  "LinusT",
  "a.very.long.name.of.somebody",
];
const PROVIDERS = [
  "gmail.com",
  "example.co.uk",
  "mail.company.example",
  "gmail.con",
  "web.de",
  "stud.uni-city.example",
];
const INTERNATIONAL = ["bücher.example", "例え.テスト", "почта.рф", "xn--bcher-kva.example"];
const BAD = [
  ...[
    "ada",
    "ada.example.com",
    "ada@",
    "@example.com",
    "ada@example",
    "ada@@example.com",
    "ada@example..com",
  ],
  ...["ada @example.com", ".ada@example.com", "ada@-example.com", "ada@[192.0.2.1]", "пётр@example.com"],
  ...["Ada <ada@example.com>", "ada@example.com, bob@example.com", `${"a".repeat(65)}@example.com`],
];

/** As sign-ups bring them: of ten, seven plain ones, one with an international domain, two that are none. */
export function mixedAddresses(count: number): readonly Sample[] {
  return Array.from({ length: count }, (_, n) => {
    const person = pick(PEOPLE, n);
    if (n % 10 < 7) return { text: `${person}${n % 977}@${pick(PROVIDERS, n)}`, isGood: true };
    if (n % 10 === 7) return { text: `${person}@${pick(INTERNATIONAL, n)}`, isGood: true };
    return { text: pick(BAD, n), isGood: false };
  });
}

const pick = (from: readonly string[], n: number) => from[Math.floor(n / 10 + n) % from.length] ?? "";
