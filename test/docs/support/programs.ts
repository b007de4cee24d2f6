import { spawnSync } from "node:child_process";

/** What the commands of documents need beside Node. */
const missing = ["bash", "curl", "jq"].filter((program) => spawnSync(program, ["--version"]).status !== 0);

export const canRun = missing.length === 0;
/** For the names of tests that are skipped. */
export const whySkipped = canRun ? "" : ` (skipped: ${missing.join(", ")} not found)`;
