import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, it } from "vitest";
import type { FaultMode } from "../../local/faults.ts";
import { expectNothingForAxe } from "../page/axe.ts";
import { describeInChromium } from "../page/in-chromium.ts";

const SCREENSHOT = join(import.meta.dirname, "../../docs/screenshots/sms-page.png");

describeInChromium("the page /sms", ({ site, newPage, visit }) => {
  /** A number that no other test of this file writes to: their cooldowns stay out of its way. */
  let numbers = 0;
  const nextPhone = () => `+6681234${1_000 + numbers++}`;

  const setClickSend = async (clicksend: FaultMode) => {
    const answer = await fetch(`${site().url}/_postern/faults`, {
      method: "PUT",
      body: JSON.stringify({ clicksend }),
    });
    expect(answer.status).toBe(200);
  };

  async function open(options: BrowserContextOptions = {}) {
    const page = await visit({ reducedMotion: "reduce", ...options });
    const broken: string[] = [];
    page.on("console", (message) => message.type() === "error" && broken.push(message.text()));
    page.on("pageerror", (error) => broken.push(error.message));
    await page.goto(`${site().url}/sms`);
    const phone = nextPhone();
    await page.getByLabel("Phone number").fill(phone);
    return { page, broken, phone, ...parts(page) };
  }
  const parts = (page: Page) => ({
    message: page.getByLabel("Message", { exact: true }),
    skip: page.getByLabel("Skip the rate limit"),
    send: page.getByRole("button", { name: "Send text" }),
    outcome: page.locator("#outcome"),
    answer: async () => JSON.parse(await page.locator("#json").innerText()),
    check: (name: string) => page.locator("#checks tr", { has: page.getByRole("rowheader", { name }) }),
    texts: page.getByRole("list", { name: "Texts that arrived" }).getByRole("listitem"),
  });

  it("sends a text, and shows what came back, what was decided and what arrived", async () => {
    const { phone, message, send, outcome, answer, check, texts, broken } = await open();
    await message.fill("Your code is 123456");
    await send.click();
    await outcome.getByText("Sent through ClickSend").waitFor();
    expect(await answer()).toMatchObject({ success: true, rateLimited: false, segments: 1 });
    await check("cooldown").getByText("passed").waitFor();
    await texts.first().waitFor();
    const arrived = await texts.first().innerText();
    for (const part of [phone, "ClickSend", "Your code is 123456"]) expect(arrived).toContain(part);
    expect(broken).toEqual([]);
  });

  it("shows a refusal with its check, and can skip the limit", async () => {
    const { send, outcome, answer, check, skip, texts } = await open();
    await send.click();
    await texts.first().waitFor();
    await send.click();
    await outcome.getByText(/RATE_LIMITED: Please wait 1 minute/).waitFor();
    expect(await answer()).toMatchObject({ rateLimited: true, retryAfterSeconds: expect.any(Number) });
    expect(await check("cooldown").innerText()).toContain("RATE_LIMITED");
    expect(await texts.count()).toBe(1);
    await skip.check();
    await send.click();
    await outcome.getByText("Sent through ClickSend").waitFor();
    expect(await check("cooldown").innerText()).toContain("skipped");
    // The page asks for the outbox once it has shown the answer.
    await texts.nth(1).waitFor();
    expect(await texts.count()).toBe(2);
  });

  it("shows through whom a text went when ClickSend refuses the credentials", async () => {
    const { send, outcome, texts } = await open();
    await setClickSend("unauthorized");
    await send.click();
    await outcome.getByText("Sent through SNS").waitFor();
    await setClickSend("ok");
    expect(await texts.first().innerText()).toContain("SNS");
  });

  it("counts while one types, and says the same as the answer", async () => {
    const { page, message, send, outcome, answer } = await open();
    const count = page.locator("#parts");
    await message.fill("a".repeat(161));
    await count.getByText("161 characters, GSM-7: 2 parts").waitFor();
    await message.fill("รหัสของคุณคือ 123456");
    await count.getByText("20 characters, UCS-2: 1 part").waitFor();
    await message.fill(`${"a".repeat(152)}€${"a".repeat(152)}`);
    await count.getByText("305 characters, GSM-7: 3 parts").waitFor();
    await send.click();
    await outcome.getByText("Sent through").waitFor();
    expect(await answer()).toMatchObject({ segments: 3, encoding: "GSM-7" });
  });

  it("makes no markup of a text", async () => {
    const { page, message, send, texts, broken } = await open();
    await message.fill('<img src=x onerror="document.title=1"><b>bold</b>');
    await send.click();
    await texts.first().waitFor();
    expect(await texts.first().innerText()).toContain("<b>bold</b>");
    expect(await page.locator("main img, main b").count()).toBe(0);
    expect(broken).toEqual([]);
  });

  it("is worked by keyboard, and keeps the focus for the next try", async () => {
    const { page, phone, outcome } = await open();
    await page.getByLabel("Phone number").fill("");
    await page.keyboard.type(phone);
    await page.keyboard.press("Enter");
    await outcome.getByText("Sent through ClickSend").waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === "Send text");
  });

  it("leaves the sending to pages of its own origin", async () => {
    const stranger = createServer((_, response) => response.end("<title>stranger</title>"));
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const page = await newPage();
    await page.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}`);
    const url = `${site().url}/2015-03-31/functions/postern-sms-dev/invocations`;
    const body = JSON.stringify({ phone: nextPhone(), message: "Hello", skipRateLimit: true });
    const refused = page.waitForResponse(url);
    await page.evaluate(
      ([to, body]) => void fetch(to, { method: "POST", mode: "no-cors", body }).catch(() => {}),
      [url, body] as const,
    );
    expect((await refused).status()).toBe(403);
    expect(await site().mails()).toEqual([]);
    stranger.closeAllConnections();
    stranger.close();
  });

  it("leaves axe nothing to find, before and after sending", async () => {
    const { page, send, texts, outcome } = await open();
    await expectNothingForAxe(page);
    await send.click();
    await texts.first().waitFor();
    await expectNothingForAxe(page);
    await send.click();
    await outcome.getByText("RATE_LIMITED").waitFor();
    await expectNothingForAxe(page);
  });

  it("fits a window of 320 pixels", async () => {
    const { page, send, texts, outcome } = await open({ viewport: { width: 320, height: 640 } });
    await send.click();
    await texts.first().waitFor();
    await send.click();
    await outcome.getByText("RATE_LIMITED").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const answer = page.getByRole("article", { name: "The answer" });
    expect(await answer.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  });

  if (process.env.UPDATE_SCREENSHOTS) {
    it("is photographed", async () => {
      const { page, phone, message, skip, send, outcome, texts } = await open({
        viewport: { width: 1_280, height: 900 },
      });
      await message.fill("Your order has been shipped!");
      await skip.check();
      await setClickSend("unauthorized");
      await send.click();
      await outcome.getByText("Sent through SNS").waitFor();
      await setClickSend("ok");
      await skip.uncheck();
      await message.fill("Your verification code is: 123456");
      await page.getByLabel("Phone number").fill(phone);
      await send.click();
      await outcome.getByText("Sent through ClickSend").waitFor();
      await expect.poll(() => texts.count()).toBe(2);
      await page.screenshot({ path: SCREENSHOT, fullPage: true });
    });
  }
});
