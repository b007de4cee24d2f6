import { join } from "node:path";
import type { ViewportSize } from "playwright-core";
import { expect, it } from "vitest";
import { expectNothingForAxe } from "./axe.ts";
import { describeInChromium } from "./in-chromium.ts";
import { type SignupForm, signupStage } from "./signup-form.ts";

const SCREENSHOTS = join(import.meta.dirname, "../../docs/screenshots");

const WIDE = { width: 1_280, height: 620 };
const NARROWEST = { width: 320, height: 640 };

/** What a visitor may come to see, and how to get there from the form. */
const SIGHTS = {
  form: async () => {},
  suggestion: async ({ email, name, offer }: SignupForm) => {
    await email.fill("joe@gmial.com");
    await name.fill("Joe");
    await offer.waitFor();
  },
  held: async ({ email, send, status }: SignupForm) => {
    await email.fill("joe@gmial.com");
    await send.click();
    await status.getByText("Not sent yet").waitFor();
  },
  refused: async ({ email, send, status }: SignupForm) => {
    await email.fill("joe@mailinator.com");
    await send.click();
    await status.getByText("Not sent yet").waitFor();
  },
  limited: async ({ page, email, send, alert }: SignupForm) => {
    const json = { success: false, error: "RATE_LIMITED", rateLimited: true, retryAfterSeconds: 1_500 };
    await page.route("**/signup", (route) => route.fulfill({ status: 429, json }));
    await email.fill("joe@example.com");
    await send.click();
    await alert.getByText("in about 25 minutes").waitFor();
  },
  sent: async ({ email, send, again }: SignupForm) => {
    await email.fill(`${"alongname".repeat(6)}@example.com`);
    await send.click();
    await again.waitFor();
  },
} as const;
type Sight = keyof typeof SIGHTS;
const sights = Object.keys(SIGHTS) as Sight[];

describeInChromium("the looks of the sign-up page", (stage) => {
  const { open } = signupStage(stage);

  async function look(sight: Sight, colorScheme: "light" | "dark", viewport: ViewportSize) {
    const form = await open({ colorScheme, viewport, reducedMotion: "reduce" });
    await SIGHTS[sight](form);
    return form.page;
  }

  it.each(sights)("leaves axe nothing to find, and fits a window of 320 pixels: %s", async (sight) => {
    const page = await look(sight, "light", WIDE);
    await expectNothingForAxe(page);
    await page.setViewportSize(NARROWEST);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });

  it.each([
    ["wide", WIDE],
    ["narrow", NARROWEST],
  ])("moves nothing when the suggestion or a problem comes and goes (%s)", async (_width, viewport) => {
    const { email, name, send, offer, ...form } = await open({ viewport });
    const places = () =>
      Promise.all([name, send].map((part) => part.evaluate((element: HTMLElement) => element.offsetTop)));
    const before = await places();
    await email.fill("josephine.baker@gmial.com");
    await name.focus();
    await offer.waitFor();
    expect(await places()).toEqual(before);
    await email.fill("");
    await send.click();
    expect(await form.complaint()).toMatch(/^Please give/);
    expect(await places()).toEqual(before);
  });

  it("moves nothing for people who asked for stillness", async () => {
    const { send } = await open({ reducedMotion: "reduce" });
    expect(await send.evaluate((element) => getComputedStyle(element).transitionDuration)).toBe("0s");
  });

  if (process.env.UPDATE_SCREENSHOTS) {
    it.each([
      ["form", "light", "signup-light.png"],
      ["suggestion", "dark", "signup-suggestion-dark.png"],
    ] as const)("is photographed: %s, %s", async (sight, scheme, file) => {
      const page = await look(sight, scheme, WIDE);
      await page.screenshot({ path: join(SCREENSHOTS, file), fullPage: true });
    });
  }
});
