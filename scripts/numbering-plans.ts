import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const CHANGELOG = join(ROOT, "node_modules", "libphonenumber-js", "CHANGELOG.md");
export const DATE_FILE = join(ROOT, "src", "sms", "plans-date.ts");

/** `1.13.16 / 10.11.2026`, a line of `=`, and then what is new. */
const RELEASE =
  /^\d+\.\d+\.\d+ \/ (?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})\n=+\n(?<news>(?:(?!^\d+\.\d+\.\d+ \/).*\n?)*)/gm;

/**
 * When the numbering plans of the installed library were last renewed, as YYYY-MM-DD. Its changelog tells: a release may change
 * code alone.
 * @throws Error when the changelog does not tell.
 */
export function renewedOn(changelog: string): string {
  for (const { groups } of changelog.matchAll(RELEASE)) {
    const { day = "", month = "", year = "", news = "" } = groups ?? {};
    if (/updated metadata/i.test(news)) return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  }
  throw new Error(
    "The changelog of libphonenumber-js does not tell when its metadata was updated. Look at what it looks like now, and mend scripts/numbering-plans.ts.",
  );
}

/** The module that carries the date of the installed library. */
export const dateModule = async (): Promise<string> =>
  `/** When the numbering plans that this was built with were last renewed. Written by \`npm run build\`. */
export const NUMBERING_PLANS_DATE = "${renewedOn(await readFile(CHANGELOG, "utf8"))}";
`;

/** Writes the date down for the functions, the package, the stack and the doctor. */
export async function writeNumberingPlansDate(): Promise<void> {
  const written = await dateModule();
  if ((await readFile(DATE_FILE, "utf8")) !== written) await writeFile(DATE_FILE, written);
}
