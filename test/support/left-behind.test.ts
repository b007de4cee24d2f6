import { afterEach, expect, it, vi } from "vitest";
import { leftBehind } from "./left-behind.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it.each<[string, () => void]>([
  ["fetch", () => void vi.stubGlobal("fetch", () => undefined)],
  ["AbortSignal.timeout", () => void vi.spyOn(AbortSignal, "timeout")],
  ["console.warn", () => void vi.spyOn(console, "warn")],
  ["process.env.PLANTED", () => void vi.stubEnv("PLANTED", "left here")],
  ["process.env.HOME", () => void vi.stubEnv("HOME", "/elsewhere")],
])("%s that a file has left changed is seen, and named", (name, plant) => {
  const changed = leftBehind();
  expect(changed()).toEqual([]);
  plant();
  expect(changed()).toEqual([name]);
});
