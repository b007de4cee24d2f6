import { afterAll, vi } from "vitest";
import { endOfFile } from "./end-of-file.ts";

/*
 * Runs around each test file. Files share a process, so each hands it back as it was.
 */

afterAll(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await endOfFile();
});
