import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/plain-line-reporter.ts"],
    // Browsers and servers on a loaded machine: one more try, which the report shows beside the test.
    retry: 1,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
