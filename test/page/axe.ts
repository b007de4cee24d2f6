import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const EVERYTHING = {};
/** The pages change nothing but colours with the scheme, each by `light-dark()`: all else axe would find again. */
const COLOURS = { runOnly: { type: "tag", values: ["cat.color"] } };

const run = (
  page: Page,
  options: object,
): Promise<{ readonly violations: unknown; readonly passed: unknown }> =>
  page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations, passes }) => ({
    violations: violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    passed: passes.map(({ id }) => id),
  }))`);

/** Axe has nothing to find on the page as it stands, neither in light nor in dark, and has looked. */
export async function expectNothingForAxe(page: Page): Promise<void> {
  await page.evaluate(AXE);
  for (const [colorScheme, options] of [
    ["light", EVERYTHING],
    ["dark", COLOURS],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations, passed } = await run(page, options);
    expect(violations, `in ${colorScheme}`).toEqual([]);
    expect(passed, `in ${colorScheme}`).toContain("color-contrast");
  }
  await page.emulateMedia({ colorScheme: "light" });
}
