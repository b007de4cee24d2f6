import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const SOURCES = fileURLToPath(new URL("src/package/index.ts", import.meta.url));

export default defineConfig({
  // Examples import the package by its name, as the apps do that they are copied into.
  resolve: { alias: [{ find: /^postern$/, replacement: SOURCES }] },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/lender.ts"],
    setupFiles: ["test/support/each-file.ts"],
    reporters: ["default", "./test/plain-line-reporter.ts"],
    // Files share a process: loading the SDK, the CDK and a database anew for each took most of the time.
    isolate: false,
    // Much of a test is waiting for servers: even two processors have work for two.
    maxWorkers: Math.max(2, availableParallelism()),
    // Programs that a test starts, and workers, compile each module once a machine and not once a process.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/tests", import.meta.url)) },
    // What is waited for comes at once, or is broken: how long it takes says how busy the machine is.
    expect: { poll: { timeout: 50_000, interval: 20 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
