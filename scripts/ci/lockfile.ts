import { readFile } from "node:fs/promises";
import { lockfileFaults } from "./lockfile-faults.ts";
import { installed, readLockfile } from "./lockfile-format.ts";
import { npmrcFaults } from "./npmrc-faults.ts";

// Before `npm ci`, so that nothing is installed from a lockfile that nobody has read, or from where .npmrc points to.
const lockfile = await readLockfile("package-lock.json");
const faults = [...lockfileFaults(lockfile), ...npmrcFaults(await readFile(".npmrc", "utf8"))];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${installed(lockfile).length} locked packages, each with its hash, all from the registry.`);
