import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/plain-line-reporter.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
