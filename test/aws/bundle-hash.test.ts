import { mkdir, rename, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { bundleHash } from "../../src/aws/bundle-hash.ts";
import { folder } from "../cli/support/shell.ts";

let bundle: Awaited<ReturnType<typeof folder>>;
let before: string;
beforeEach(async () => {
  bundle = await folder({ "index.mjs": "1", "other.mjs": "2" });
  await mkdir(join(bundle.path, "parts"));
  await writeFile(join(bundle.path, "parts", "part.mjs"), "3");
  before = bundleHash(bundle.path);
});
afterEach(() => bundle.remove());

it("is the same for the same files, whenever they were written", async () => {
  expect(before).toMatch(/^[0-9a-f]{16}$/);
  await utimes(join(bundle.path, "index.mjs"), 0, 0);
  expect(bundleHash(bundle.path)).toBe(before);
});

it.each<[string, (path: string) => Promise<void>]>([
  ["another content", (path) => writeFile(join(path, "parts", "part.mjs"), "4")],
  ["another name", (path) => rename(join(path, "index.mjs"), join(path, "main.mjs"))],
  ["one file more", (path) => writeFile(join(path, "empty"), "")],
])("is another for %s", async (_, change) => {
  await change(bundle.path);
  expect(bundleHash(bundle.path)).not.toBe(before);
});
