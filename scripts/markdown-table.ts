/** @param columns `l` or `r` for each: on which side it is aligned. */
export function markdownTable(
  columns: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const rule = [...columns].map((side) => (side === "r" ? "--:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
