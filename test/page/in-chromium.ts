import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { chromiumPath, workersBrowser } from "./browser.ts";
import { type ContactForm, contactForm } from "./contact-form.ts";
import { ELEMENT_TIMEOUT_MS, enterWindow, leaveWindows } from "./shared-window.ts";
import { type Site, startSite } from "./site.ts";

/** What a suite plays on: one local system, and a new visitor for every page. */
export interface Stage {
  readonly site: () => Site;
  /** A page in a browser context of its own. */
  readonly newPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** The same, but the first visitor of a test takes the window that is open already, where it can be what is asked for. */
  readonly visit: (options?: BrowserContextOptions) => Promise<Page>;
  /** The contact page and the parts of its form, at the stage's own site unless another address is given. */
  readonly open: (
    options?: BrowserContextOptions,
    url?: string,
  ) => Promise<ContactForm & { readonly page: Page }>;
}

const WHY_SKIPPED = "skipped: no Chromium found; install one or set CHROMIUM_PATH";

const START_TIMEOUT_MS = 60_000;
const TEST_TIMEOUT_MS = 40_000;

/** A suite in a real browser. Without a Chromium it is skipped, and its title says why. */
export function describeInChromium(title: string, suite: (stage: Stage) => void): void {
  if (!chromiumPath) process.stderr.write(`test/page: "${title}" ${WHY_SKIPPED}\n`);
  const fullTitle = chromiumPath ? title : `${title} (${WHY_SKIPPED})`;
  describe.skipIf(!chromiumPath)(fullTitle, { timeout: TEST_TIMEOUT_MS }, () => {
    let browser: Browser;
    let site: Site;
    let pages: Page[];

    beforeAll(async () => {
      [browser, site] = await Promise.all([workersBrowser(), startSite()]);
    }, START_TIMEOUT_MS);
    beforeEach(async () => {
      pages = [];
      await site.emptyOutbox();
    });
    afterEach(async () => {
      for (const page of pages) await page.context().close();
      await leaveWindows(`${site.url}/favicon.ico`);
    });
    afterAll(() => site?.close());

    const newPage = async (options: BrowserContextOptions = {}) => {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(ELEMENT_TIMEOUT_MS);
      const page = await context.newPage();
      pages.push(page);
      return page;
    };
    const visit = async (options: BrowserContextOptions = {}) =>
      (await enterWindow(options)) ?? newPage(options);
    const open = async (options: BrowserContextOptions = {}, url = site.url) => {
      const page = await visit(options);
      await page.goto(url);
      return { page, ...contactForm(page) };
    };
    suite({ site: () => site, newPage, visit, open });
  });
}
