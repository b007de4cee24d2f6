import { installed, type LockedPackage, type Lockfile, nameAt } from "./lockfile-format.ts";

/**
 * What lets a lockfile install something else than it seems to: another host, no hash to hold what arrives against,
 * a folder, another package under a known name. A sentence for each.
 */
export function lockfileFaults(lockfile: Lockfile): readonly string[] {
  if (lockfile.lockfileVersion !== 3)
    return [`lockfileVersion is ${lockfile.lockfileVersion}, and 3 is what is read here`];
  const packages = installed(lockfile);
  if (packages.length === 0) return ["no package is locked"];
  return packages.flatMap(([path, each]) =>
    [sourceFault(each), integrityFault(path, each), nameFault(path, each)].flatMap((fault) =>
      fault === undefined ? [] : [`${path} ${fault}`],
    ),
  );
}

function sourceFault({ resolved, link }: LockedPackage): string | undefined {
  if (link) return "is a link to a folder";
  return resolved === undefined ? undefined : `comes from ${resolved}: npm leaves that out for its registry`;
}

/** What is in a package's own archive is covered by that one's hash: but then it lies below that package. */
function integrityFault(path: string, { integrity, inBundle }: LockedPackage): string | undefined {
  const isBundled = inBundle === true && path.lastIndexOf("/node_modules/") > 0;
  return isBundled || integrity?.startsWith("sha512-") ? undefined : "has no sha512 integrity";
}

const nameFault = (path: string, { name }: LockedPackage) =>
  name === undefined || name === nameAt(path) ? undefined : `installs ${name}`;
