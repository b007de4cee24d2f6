import { join } from "node:path";
import type { Page, ViewportSize } from "playwright-core";
import { expect, it } from "vitest";
import { expectNothingForAxe } from "./axe.ts";
import { contactForm } from "./contact-form.ts";
import { describeInChromium } from "./in-chromium.ts";

const SCREENSHOTS = join(import.meta.dirname, "../../docs/screenshots");

const WIDE = { width: 1_280, height: 680 };
const NARROW = { width: 390, height: 844 };
const NARROWEST = { width: 320, height: 640 };

/** What a visitor may come to see, and how to get there from the form. */
const SIGHTS = {
  form: async () => {},
  errors: async (page: Page) => {
    const { email, send, status } = contactForm(page);
    await email.fill("ada@");
    await send.click();
    await status.getByText("Not sent yet").waitFor();
  },
  nearlyFull: async (page: Page) => {
    await contactForm(page).message.fill("a".repeat(4_999));
    await page.getByText("1 character left").waitFor();
  },
  refused: async (page: Page) => {
    const { fill, send, alert } = contactForm(page);
    const json = { success: false, error: "RATE_LIMITED", rateLimited: true, retryAfterSeconds: 1_500 };
    await page.route("**/contact", (route) => route.fulfill({ status: 429, json }));
    await fill({ message: "Might the engine compose elaborate pieces of music?" });
    await send.click();
    await alert.getByText("in about 25 minutes").waitFor();
  },
  sent: async (page: Page) => {
    const { fill, send, again } = contactForm(page);
    await fill();
    await send.click();
    await again.waitFor();
  },
  thanks: async (page: Page) => void (await page.goto(`${page.url()}contact/thanks?sent=true`)),
  sorry: async (page: Page) => void (await page.goto(`${page.url()}contact/thanks?error=SEND_FAILED`)),
} as const;
type Sight = keyof typeof SIGHTS;
const sights = Object.keys(SIGHTS) as Sight[];

describeInChromium("the looks of the contact page", ({ open }) => {
  async function look(sight: Sight, colorScheme: "light" | "dark", viewport: ViewportSize): Promise<Page> {
    const { page } = await open({ colorScheme, viewport, reducedMotion: "reduce" });
    await SIGHTS[sight](page);
    return page;
  }

  it.each(sights)("leaves axe nothing to find, and fits a window of 320 pixels: %s", async (sight) => {
    const page = await look(sight, "light", WIDE);
    await expectNothingForAxe(page);
    await page.setViewportSize(NARROWEST);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });

  it("moves nothing for people who asked for stillness", async () => {
    const { page } = await open({ reducedMotion: "reduce" });
    const button = page.getByRole("button", { name: "Send message" });
    expect(await button.evaluate((element) => getComputedStyle(element).transitionDuration)).toBe("0s");
  });

  if (process.env.UPDATE_SCREENSHOTS) {
    it.each([
      ["form", "light", "wide"],
      ["form", "dark", "narrow"],
      ["errors", "light", "narrow"],
      ["refused", "dark", "wide"],
      ["sent", "light", "wide"],
      ["thanks", "light", "wide"],
    ] as const)("is photographed: %s, %s, %s", async (sight, scheme, width) => {
      const page = await look(sight, scheme, width === "wide" ? WIDE : NARROW);
      await page.screenshot({ path: join(SCREENSHOTS, `${sight}-${scheme}-${width}.png`), fullPage: true });
    });
  }
});
