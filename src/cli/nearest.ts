/** So many slips of the fingers are forgiven. */
const MOST_SLIPS = 2;

/** Names that a mistyped one may have meant: those that begin with it; where there are none, those the fewest slips away. */
export function nearest(typed: string, names: readonly string[]): readonly string[] {
  // Of a short name two slips would leave nothing.
  const most = Math.min(MOST_SLIPS, Math.floor(typed.length / 2));
  const all = names
    .map((name) => ({ name, slips: typed.length > 1 && name.startsWith(typed) ? 0 : slips(typed, name) }))
    .filter((each) => each.slips <= most);
  const fewest = Math.min(...all.map((each) => each.slips));
  return all.filter((each) => each.slips === fewest).map(({ name }) => name);
}

/**
 * Letters that are missing, too many, wrong, or exchanged with their neighbour (optimal string alignment). No package: those
 * that are kept up count an exchange as two slips.
 */
function slips(typed: string, meant: string): number {
  const rows: number[][] = [Array.from({ length: meant.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= typed.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= meant.length; j += 1) {
      const isSame = typed[i - 1] === meant[j - 1];
      const isExchanged = typed[i - 1] === meant[j - 2] && typed[i - 2] === meant[j - 1];
      rows[i]?.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (isSame ? 0 : 1),
          isExchanged ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(typed.length, meant.length);
}
