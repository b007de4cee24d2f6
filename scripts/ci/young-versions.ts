import { installed, type Lockfile, nameAt } from "./lockfile-format.ts";

/**
 * Most malicious versions are found and withdrawn within hours to days of their publication. Dependabot waits as long
 * (`.github/dependabot.yml`); this holds for what people and other tools write into the lockfile too.
 */
export const MINIMUM_AGE_DAYS = 7;

/** `name@version` of what may be younger, with the reason: a fix that cannot wait. Take it out again afterwards. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

const DAY_MS = 86_400_000;

export interface Version {
  readonly name: string;
  readonly version: string;
}

/** What the lockfile holds now and did not hold before. */
export function addedVersions(former: Lockfile, present: Lockfile): readonly Version[] {
  const known = new Set(versions(former).map(labelOf));
  const added = versions(present).filter((each) => !known.has(labelOf(each)));
  return [...new Map(added.map((each) => [labelOf(each), each])).values()];
}

/** @param publishedAtMs undefined where the registry does not know the version. */
export async function youngVersions(
  added: readonly Version[],
  publishedAtMs: (version: Version) => Promise<number | undefined>,
  nowMs: number,
  exceptions = EXCEPTIONS,
): Promise<readonly string[]> {
  const judged = added
    .filter((each) => !(labelOf(each) in exceptions))
    .map(async (each) => {
      const publishedMs = await publishedAtMs(each);
      if (publishedMs === undefined) return [`${labelOf(each)} is not known to the registry`];
      const days = (nowMs - publishedMs) / DAY_MS;
      return days >= MINIMUM_AGE_DAYS
        ? []
        : [`${labelOf(each)} is ${days.toFixed(1)} days old: it has to be ${MINIMUM_AGE_DAYS}`];
    });
  return (await Promise.all(judged)).flat();
}

const labelOf = ({ name, version }: Version) => `${name}@${version}`;

// What is bundled was published with the package around it.
const versions = (lockfile: Lockfile): readonly Version[] =>
  installed(lockfile).flatMap(([path, { name = nameAt(path), version, inBundle }]) =>
    version === undefined || inBundle ? [] : [{ name, version }],
  );
