import { LARGE_PROVIDERS } from "./large-providers.ts";

/*
 * Runs in browsers as well, before anything is sent: so it imports names of domains and nothing else.
 */

/** What people mean when they mistype, the most used first. */
const MEANT: readonly string[] = [
  ...["gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "aol.com", "live.com", "msn.com"],
  ...["googlemail.com", "protonmail.com", "proton.me", "hotmail.co.uk", "yahoo.co.uk", "btinternet.com"],
  ...["comcast.net", "verizon.net", "gmx.de", "gmx.net", "web.de", "t-online.de", "hotmail.fr", "yahoo.fr"],
  ...["orange.fr", "wanadoo.fr", "laposte.net", "hotmail.it", "bigpond.com"],
  ...["seznam.cz", "yandex.ru"],
];

/** Endings that are no top-level domain, and next to one on the keyboard or in writing. */
const MISTYPED_ENDINGS: ReadonlyMap<string, string> = new Map([
  ...["con", "comm", "coom", "cmo", "ocm", "vom", "xom", "cpm", "clm"].map(
    (ending) => [ending, "com"] as const,
  ),
  ...["ner", "nte", "ent", "met", "nett"].map((ending) => [ending, "net"] as const),
  ...["ogr", "rog", "orgg"].map((ending) => [ending, "org"] as const),
]);

/** Names shorter than this have too many neighbours that are real: `line.com` is not a mistyped `live.com`. */
const MIN_NAME_FOR_ENDING = 4;
const MIN_NAME_FOR_ONE_EDIT = 5;
const MIN_NAME_FOR_TWO_EDITS = 8;

/** Longer than any domain that is meant, by more than any mistake: not worth comparing. */
const MAX_DOMAIN_CHARACTERS = 30;

/**
 * The address as it was probably meant (`joe@gmial.com` → `joe@gmail.com`), or undefined. An offer, never a correction:
 * whoever really lives at `gmial.com` declines it.
 */
export function suggestAddress(address: string): string | undefined {
  const at = address.lastIndexOf("@");
  const domain = suggestDomain(address.slice(at + 1).toLowerCase());
  return at > 0 && domain !== undefined ? `${address.slice(0, at)}@${domain}` : undefined;
}

function suggestDomain(domain: string): string | undefined {
  if (domain.length > MAX_DOMAIN_CHARACTERS || LARGE_PROVIDERS.has(domain)) return undefined;
  const [name, ending] = divided(domain);
  if (name === "" || ending === "") return undefined;
  const mended = MISTYPED_ENDINGS.get(ending);
  const withMendedEnding = mended === undefined ? undefined : `${name}.${mended}`;
  if (withMendedEnding !== undefined && LARGE_PROVIDERS.has(withMendedEnding)) return withMendedEnding;
  const likely = MEANT.filter((meant) => isLikely(name, ending, meant));
  const nearest = likely.reduce<string | undefined>(
    (best, meant) => (best === undefined || edits(domain, meant) < edits(domain, best) ? meant : best),
    undefined,
  );
  return nearest ?? withMendedEnding;
}

/** A name mistyped before the right ending, or the right name before a mistyped ending. */
function isLikely(name: string, ending: string, meant: string): boolean {
  const [meantName, meantEnding] = divided(meant);
  const isMended = ending === meantEnding || MISTYPED_ENDINGS.get(ending) === meantEnding;
  if (name === meantName) return isMended || isNearEnding(name, ending, meantEnding);
  return isMended && isNearName(name, meantName);
}

/** `gmail.co` is meant to be `gmail.com`; `web.dev` is not meant to be `web.de`, nor one country to be another. */
function isNearEnding(name: string, ending: string, meant: string): boolean {
  if (ending === "co" && meant === "com") return true;
  const areCountries = ending.length === 2 && meant.length === 2;
  return name.length >= MIN_NAME_FOR_ENDING && !areCountries && edits(ending, meant) === 1;
}

/** People get the first letter right, or swap it with the second: `cloud.com` is not meant to be `icloud.com`. */
function isNearName(name: string, meant: string): boolean {
  const beginsAlike = name[0] === meant[0] || (name[0] === meant[1] && name[1] === meant[0]);
  if (!beginsAlike || Math.abs(name.length - meant.length) > 1) return false;
  const mayDiffer =
    meant.length >= MIN_NAME_FOR_TWO_EDITS ? 2 : meant.length >= MIN_NAME_FOR_ONE_EDIT ? 1 : 0;
  return edits(name, meant) <= mayDiffer;
}

/** `["yahoo", "co.uk"]` */
function divided(domain: string): readonly [name: string, ending: string] {
  const dot = domain.indexOf(".");
  return dot === -1 ? [domain, ""] : [domain.slice(0, dot), domain.slice(dot + 1)];
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). Both texts are short. */
function edits(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const cost = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
        row > 1 && column > 1 && swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length] ?? 0;
}
