// Runs at the end of `npm ci`, before which there may be no Node that reads TypeScript.
import { spawnSync } from "node:child_process";

/**
 * Makes the first call of `npx postern`, which installs this checkout into the cache of npx and, on an older Node, warns twice of
 * EBADENGINE. `npm ci` has warned of it already. Where this fails, the next call does the same, and warns.
 */
spawnSync("npm", ["exec", "--offline", "--loglevel=error", "--", "postern", "--version"], {
  stdio: "ignore",
  shell: process.platform === "win32",
});
