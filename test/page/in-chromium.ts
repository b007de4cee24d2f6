import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { type ContactForm, contactForm } from "./contact-form.ts";
import { type Site, startSite } from "./site.ts";

/** What a suite plays on: one local system, one Chromium, and a new visitor for every page. */
export interface Stage {
  readonly site: () => Site;
  readonly newPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** The contact page and the parts of its form, at the stage's own site unless another address is given. */
  readonly open: (
    options?: BrowserContextOptions,
    url?: string,
  ) => Promise<ContactForm & { readonly page: Page }>;
}

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const chromiumPath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

const WHY_SKIPPED = "skipped: no Chromium found; install one or set CHROMIUM_PATH";

/** Quiet and offline: a fresh Chromium would otherwise look for updates. */
const CHROMIUM_ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const START_TIMEOUT_MS = 60_000;
const TEST_TIMEOUT_MS = 40_000;
/** Less than a test has, so that the failure names the element that did not come. */
const ELEMENT_TIMEOUT_MS = 10_000;

/** A suite in a real browser. Without a Chromium it is skipped, and its title says why. */
export function describeInChromium(title: string, suite: (stage: Stage) => void): void {
  if (!chromiumPath) process.stderr.write(`test/page: "${title}" ${WHY_SKIPPED}\n`);
  const fullTitle = chromiumPath ? title : `${title} (${WHY_SKIPPED})`;
  describe.skipIf(!chromiumPath)(fullTitle, { timeout: TEST_TIMEOUT_MS }, () => {
    let browser: Browser;
    let site: Site;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: chromiumPath ?? "", args: CHROMIUM_ARGUMENTS });
      site = await startSite();
    }, START_TIMEOUT_MS);
    beforeEach(() => site.emptyOutbox());
    afterEach(async () => {
      for (const context of browser.contexts()) await context.close();
    });
    afterAll(async () => {
      await browser?.close();
      await site?.close();
    });

    const newPage = async (options: BrowserContextOptions = {}) => {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(ELEMENT_TIMEOUT_MS);
      return context.newPage();
    };
    const open = async (options: BrowserContextOptions = {}, url = site.url) => {
      const page = await newPage(options);
      await page.goto(url);
      return { page, ...contactForm(page) };
    };
    suite({ site: () => site, newPage, open });
  });
}
