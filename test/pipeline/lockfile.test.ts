import { describe, expect, test } from "vitest";
import { lockfileFaults } from "../../scripts/ci/lockfile-faults.ts";
import { type LockedPackage, type Lockfile, readLockfile } from "../../scripts/ci/lockfile-format.ts";
import { addedVersions, MINIMUM_AGE_DAYS, youngVersions } from "../../scripts/ci/young-versions.ts";

const integrity = "sha512-aGFzaA==";

const lockfileOf = (packages: Record<string, LockedPackage>): Lockfile => ({
  lockfileVersion: 3,
  packages: { "": { name: "root", version: "1.0.0" }, ...packages },
});

const fine = { "node_modules/a": { version: "1.0.0", integrity } };

describe("a lockfile", () => {
  test("of ours has no fault", async () => {
    expect(lockfileFaults(await readLockfile("package-lock.json"))).toEqual([]);
  });

  test("may name what is bundled in a package", () => {
    const lockfile = lockfileOf({
      ...fine,
      "node_modules/a/node_modules/@b/c": { version: "1.0.0", inBundle: true },
    });
    expect(lockfileFaults(lockfile)).toEqual([]);
  });

  test.each<[string, LockedPackage, RegExp]>([
    ["another host", { resolved: "https://elsewhere.example/a.tgz", integrity }, /comes from .*example/],
    ["a repository", { resolved: "git+ssh://git@github.com/a/a.git#1", integrity }, /comes from git/],
    ["no hash", {}, /no sha512 integrity/],
    ["a weak hash", { integrity: "sha1-aGFzaA==" }, /no sha512 integrity/],
    ["bundled in nothing", { inBundle: true }, /no sha512 integrity/],
    ["a folder", { link: true, integrity }, /link to a folder/],
    ["another package under its name", { name: "b", integrity }, /node_modules\/a installs b/],
  ])("with %s is refused", (_, planted, fault) => {
    const faults = lockfileFaults(
      lockfileOf({ ...fine, "node_modules/a": { version: "1.0.0", ...planted } }),
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
  });

  test("of another format, or empty, is refused rather than found without fault", () => {
    expect(lockfileFaults({ ...lockfileOf(fine), lockfileVersion: 4 })).toHaveLength(1);
    expect(lockfileFaults(lockfileOf({}))).toHaveLength(1);
  });
});

describe("the cooldown", () => {
  const NOW_MS = Date.UTC(2026, 10, 22);
  const former = lockfileOf({ ...fine, "node_modules/same": { version: "2.0.0" } });
  const present = lockfileOf({
    "node_modules/a": { version: "1.0.1" },
    "node_modules/same": { version: "2.0.0" },
    "node_modules/same/node_modules/@b/c": { version: "3.0.0" },
    "node_modules/a/node_modules/bundled": { version: "4.0.0", inBundle: true },
  });
  const added = addedVersions(former, present);
  const aged = (days: number | undefined, exceptions?: Record<string, string>) =>
    youngVersions(
      added,
      async () => (days === undefined ? undefined : NOW_MS - days * 86_400_000),
      NOW_MS,
      exceptions,
    );

  test("looks at what has come in, once each", () => {
    expect(added).toEqual([
      { name: "a", version: "1.0.1" },
      { name: "@b/c", version: "3.0.0" },
    ]);
  });

  test(`lets pass what is ${MINIMUM_AGE_DAYS} days old`, async () => {
    expect(await aged(MINIMUM_AGE_DAYS)).toEqual([]);
  });

  test("refuses what is younger, or unknown to the registry", async () => {
    expect(await aged(MINIMUM_AGE_DAYS - 0.1)).toEqual([
      "a@1.0.1 is 6.9 days old: it has to be 7",
      "@b/c@3.0.0 is 6.9 days old: it has to be 7",
    ]);
    expect(await aged(undefined)).toHaveLength(2);
  });

  test("excepts a version, not a package", async () => {
    const exceptions = { "a@1.0.1": "mends a hole", "@b/c@2.9.9": "an older one" };
    expect(await aged(0, exceptions)).toEqual([expect.stringMatching(/^@b\/c@3\.0\.0 is 0\.0 days old/)]);
  });
});
