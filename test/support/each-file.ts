import { afterAll, expect, vi } from "vitest";
import { endOfFile } from "./end-of-file.ts";
import { leftBehind } from "./left-behind.ts";

/*
 * Runs around each test file. Files share a process, so each hands it back as it was; one that does not fails, and not the file
 * that happens to come after it.
 */

const changed = leftBehind();

afterAll(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await endOfFile();
  expect(changed(), "what this file has left changed for the files after it").toEqual([]);
});
