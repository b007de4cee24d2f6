/**
 * Without what is drawn as nothing at both ends: spaces, and the marks of writing direction and joining that come along when an
 * address is copied. Control characters stay, to be refused. Linear in the length of the text.
 */
export function withoutInvisibleEnds(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "" || (isPlain(trimmed.at(0)) && isPlain(trimmed.at(-1)))) return trimmed;
  // Made when one is met: the tables of `\p{…}` take most of a millisecond.
  const invisible = /^[\s\p{Zs}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]$/u;
  const isVisible = (character: string) => !invisible.test(character);
  const characters = [...trimmed];
  return characters.slice(characters.findIndex(isVisible), characters.findLastIndex(isVisible) + 1).join("");
}

const isPlain = (character: string | undefined) => character !== undefined && /[!-~]/.test(character);
