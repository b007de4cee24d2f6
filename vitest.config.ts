import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const SOURCES = fileURLToPath(new URL("src/package/index.ts", import.meta.url));

export default defineConfig({
  // Examples import the package by its name, as whoever copies them does.
  resolve: { alias: [{ find: /^postern$/, replacement: SOURCES }] },
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/plain-line-reporter.ts"],
    // Much of a test is waiting for servers: even two processors have work for two.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
