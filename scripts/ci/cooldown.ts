import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Lockfile, readLockfile } from "./lockfile-format.ts";
import { addedVersions, type Version, youngVersions } from "./young-versions.ts";

/** `node scripts/ci/cooldown.ts [REVISION]`: refuses what has come into the lockfile since, and is too young. */
const [former = "HEAD^1"] = process.argv.slice(2);

const run = async (program: string, ...options: readonly string[]) =>
  (await promisify(execFile)(program, options, { maxBuffer: 64 * 1024 * 1024 })).stdout;

const registry = (await run("npm", "config", "get", "registry")).trim();
const formerLockfile = JSON.parse(await run("git", "show", `${former}:package-lock.json`)) as Lockfile;
const added = addedVersions(formerLockfile, await readLockfile("package-lock.json"));
const faults = await youngVersions(added, publishedAtMs, Date.now());
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${added.length} versions are new in the lockfile, none too young.`);

async function publishedAtMs({ name, version }: Version): Promise<number | undefined> {
  const answer = await fetch(new URL(encodeURIComponent(name), registry), {
    signal: AbortSignal.timeout(30_000),
  });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`The registry answers ${answer.status} for ${name}`);
  const { time } = (await answer.json()) as { readonly time: Readonly<Record<string, string>> };
  const published = time[version];
  return published === undefined ? undefined : Date.parse(published);
}
