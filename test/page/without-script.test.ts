import { expect, it } from "vitest";
import { describeInChromium } from "./in-chromium.ts";

const WITHOUT_SCRIPT = { javaScriptEnabled: false };

describeInChromium("the contact page without script", ({ site, open }) => {
  it("sends the message and goes on to a thank-you page", async () => {
    const { page, fill, send } = await open(WITHOUT_SCRIPT);
    await fill({ message: "Sent by the browser itself" });
    await send.click();
    await page.waitForURL(`${site().url}/contact/thanks?sent=true`);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/thank/i);

    const [mail, ...others] = await site().mails();
    expect(others).toEqual([]);
    expect(mail?.replyTo).toEqual(["ada@example.com"]);
    expect(mail?.text).toContain("Sent by the browser itself");
  });

  it("takes 5,000 characters, although a browser posts each line break as two", async () => {
    const { page, fill, send } = await open(WITHOUT_SCRIPT);
    const line = `${"a".repeat(49)}\n`;
    await fill({ message: `${line.repeat(99)}${"a".repeat(50)}` });
    await send.click();
    await page.waitForURL("**/contact/thanks**");
    expect(page.url()).toBe(`${site().url}/contact/thanks?sent=true`);
    expect(await site().mails()).toHaveLength(1);
  });

  it("lets the browser say what is missing", async () => {
    const { page, name, send } = await open(WITHOUT_SCRIPT);
    await send.click();
    expect(await name.evaluate((element) => element.matches(":focus:invalid"))).toBe(true);
    expect(page.url()).toBe(`${site().url}/`);
  });

  it("says on the page why a message was refused", async () => {
    const { page, fill, send } = await open(WITHOUT_SCRIPT);
    await fill({ email: "ada@localhost" });
    await send.click();
    await page.waitForURL(`${site().url}/contact/thanks?error=INVALID_EMAIL`);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).not.toMatch(/thank/i);
    expect(await page.getByRole("main").textContent()).toMatch(/address/i);
    expect(await site().mails()).toEqual([]);
  });
});
