/** Whatever else stands there may change where packages come from, or what is run when they are installed. */
const ALLOWED = new Set([
  "save-exact=true",
  "omit-lockfile-registry-resolved=true",
  "fund=false",
  "audit=false",
]);

/** What `.npmrc` may not say: a sentence for each line. A value is not repeated, for it may be a token. */
export const npmrcFaults = (text: string): readonly string[] =>
  text
    // As npm does, for which a lone CR ends a line too.
    .split(/[\r\n]+/)
    .filter((line) => line !== "" && !ALLOWED.has(line))
    .map(
      (line) =>
        `.npmrc sets ${line.split("=")[0]?.trim()}: only these lines may stand there: ${[...ALLOWED].join(", ")}`,
    );
