/** Deeper than any form nests, and far from where `JSON.stringify` gives up: it fails at depths that `parse` survives. */
const MAX_DEPTH = 32;

/** A JSON object of bounded depth with finite numbers, or undefined for anything else. */
export function parseJsonObject(text: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text, (_, member: unknown) => {
      if (typeof member === "number" && !Number.isFinite(member)) throw new RangeError("1e999 is no number");
      return member;
    });
  } catch {
    return undefined;
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && isShallow(text) ? (value as Record<string, unknown>) : undefined;
}

/**
 * Whether an object of {@link parseJsonObject} has, at any depth, a member `__proto__`, or a `constructor` with a `prototype`:
 * whoever merges it into another object changes what all objects are.
 */
export function reachesPrototypes(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([name, member]) =>
      name === "__proto__" ||
      (name === "constructor" &&
        typeof member === "object" &&
        member !== null &&
        Object.hasOwn(member, "prototype")) ||
      reachesPrototypes(member),
  );
}

/** Counts brackets outside of strings; the text is known to be JSON. Linear, and without recursion. */
function isShallow(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}
