import type { BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { workersBrowser } from "./browser.ts";

/** What a window can be told while it is open, and whether it runs scripts. */
const CAN_DO = ["colorScheme", "reducedMotion", "viewport", "javaScriptEnabled"];

const SIZE = { width: 1_280, height: 720 };
/** Less than a test has, so that the failure names the element that did not come. */
export const ELEMENT_TIMEOUT_MS = 10_000;
/** What tests listen to. */
const HEARD = ["console", "pageerror", "request"] as const;

interface Window {
  readonly page: Page;
  isTaken: boolean;
}

/**
 * The windows of a worker, one with scripts and one without, for one visitor after the other: each that Chromium opens costs
 * it a second of a processor. As the pages keep nothing of a visitor, which is looked at each time, the next one is new to them.
 */
const windows = new Map<boolean, Window>();

async function openWindow(javaScriptEnabled: boolean): Promise<Window> {
  const context = await (await workersBrowser()).newContext({ viewport: SIZE, javaScriptEnabled });
  context.setDefaultTimeout(ELEMENT_TIMEOUT_MS);
  const window = { page: await context.newPage(), isTaken: false };
  windows.set(javaScriptEnabled, window);
  return window;
}

/** A window for a visitor, or undefined where another has it, or where it cannot be what is asked for. */
export async function enterWindow(options: BrowserContextOptions): Promise<Page | undefined> {
  if (!Object.keys(options).every((name) => CAN_DO.includes(name))) return undefined;
  const { javaScriptEnabled = true, viewport } = options;
  const { colorScheme = "light", reducedMotion = "no-preference" } = options;
  const window = windows.get(javaScriptEnabled) ?? (await openWindow(javaScriptEnabled));
  if (window.isTaken) return undefined;
  window.isTaken = true;
  await window.page.emulateMedia({ colorScheme, reducedMotion });
  await window.page.setViewportSize(viewport ?? SIZE);
  await window.page.mouse.move(0, 0);
  return window.page;
}

/**
 * Leaves each window that was taken to the next visitor.
 * @param empty the URL of something that runs no script.
 */
export async function leaveWindows(empty: string): Promise<void> {
  for (const [javaScriptEnabled, window] of windows) {
    if (!window.isTaken) continue;
    // One that cannot be left as it should be is not for the next visitor.
    windows.delete(javaScriptEnabled);
    try {
      await leave(window.page, empty);
      windows.set(javaScriptEnabled, { page: window.page, isTaken: false });
    } finally {
      if (!windows.has(javaScriptEnabled)) await window.page.context().close();
    }
  }
}

async function leave(page: Page, empty: string): Promise<void> {
  for (const event of HEARD) page.removeAllListeners(event);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.context().setOffline(false);
  const stored = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
  const cookies = await page.context().cookies();
  expect([cookies, ...stored], "what the page keeps of a visitor").toEqual([[], 0, 0]);
  await page.goto(empty);
}
