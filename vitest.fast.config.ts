import { mergeConfig } from "vitest/config";
import { fastFiles } from "./test/support/fast-files.ts";
import all from "./vitest.config.ts";

/** For the edit loop: the files that start no server, no process and no browser. */
const fast = mergeConfig(all, { test: { setupFiles: ["test/support/no-servers.ts"] } });
export default { ...fast, test: { ...fast.test, include: fastFiles(), globalSetup: [] } };
