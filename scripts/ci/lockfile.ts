import { installed, readLock } from "./lock.ts";
import { lockfileFaults } from "./lockfile-faults.ts";

// Before `npm ci`, so that nothing is installed from a lock file that nobody has read.
const lock = await readLock("package-lock.json");
const faults = lockfileFaults(lock);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${installed(lock).length} locked packages, each with its hash, all from the registry.`);
