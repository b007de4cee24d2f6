import { defineConfig } from "vitest/config";
import { TESTS_VARIABLE } from "./tests-variable.ts";

/** For Stryker alone, which says what to run: a file that starts a server after all fails. */
const tests = process.env[TESTS_VARIABLE];
if (tests === undefined) throw new RangeError(`${TESTS_VARIABLE} is not set: npm run mutation sets it`);

export default defineConfig({
  test: {
    include: tests.split(","),
    setupFiles: ["test/support/no-servers.ts"],
    testTimeout: 60_000,
  },
});
