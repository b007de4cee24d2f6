import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { startLocalSystem } from "../../local/system.ts";
import { expectNothingForAxe } from "../page/axe.ts";
import { describeInChromium } from "../page/in-chromium.ts";

const HOSTILE = '<img src=x onerror="document.title=1"><b>bold</b>';

describeInChromium("the inbox at /_postern/", ({ site, visit }) => {
  const write = async (name: string, company = "") => {
    const body = JSON.stringify({ name, email: "ada@example.org", message: HOSTILE, company });
    // The same text again would be sent once.
    const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
    const response = await fetch(`${site().url}/contact`, { method: "POST", headers, body });
    expect(response.status).toBe(200);
  };
  const open = async () => {
    const page = await visit();
    const broken: string[] = [];
    page.on("console", (message) => message.type() === "error" && broken.push(message.text()));
    page.on("pageerror", (error) => broken.push(error.message));
    await page.goto(`${site().url}/_postern/`);
    return { page, broken };
  };
  const mails = (page: Page) => page.getByRole("list", { name: /^Messages/ }).getByRole("button");

  it("shows a mail as it arrives, and what was decided", async () => {
    const { page, broken } = await open();
    await page.getByText("Nothing yet.").waitFor();
    await write("Ada Lovelace");
    await page.getByRole("heading", { name: /message from Ada Lovelace/ }).waitFor();
    expect(await mails(page).count()).toBe(1);
    const decision = page
      .getByRole("list", { name: /^Decisions/ })
      .getByRole("listitem")
      .first();
    expect(await decision.innerText()).toContain("sent");
    await decision.locator("summary").click();
    expect(await decision.getByRole("rowheader").allInnerTexts()).toContain("honeypot");
    expect(broken).toEqual([]);
  });

  it("makes no markup of what strangers wrote", async () => {
    await write("Ada <i>Lovelace</i>");
    const { page, broken } = await open();
    await page.getByRole("heading", { name: /Ada <i>Lovelace<\/i>/ }).waitFor();
    expect(await page.locator("#text").innerText()).toContain(HOSTILE);
    expect(await page.locator("main img, main b, main i").count()).toBe(0);
    const frame = page.frameLocator("#html");
    expect(await frame.locator("body").innerText()).toContain(HOSTILE);
    expect(await page.title()).toContain("Inbox");
    expect(broken).toEqual([]);
  });

  it("shows a text, whom it went to and through whom", async () => {
    const url = `${site().url}/2015-03-31/functions/sms/invocations`;
    const text = { phone: "+66812345678", message: HOSTILE };
    await fetch(url, { method: "POST", body: JSON.stringify(text) });
    const { page, broken } = await open();
    await page.getByRole("heading", { name: "Text to +66812345678" }).waitFor();
    expect(await page.locator("#text").innerText()).toBe(HOSTILE);
    expect(await page.locator("#envelope").innerText()).toContain("ClickSend");
    expect(await page.locator("#html").isVisible()).toBe(false);
    await write("Ada");
    await page.getByRole("heading", { name: /message from Ada/ }).waitFor();
    expect(await page.locator("#html").isVisible()).toBe(true);
    expect(broken).toEqual([]);
  });

  it("keeps the chosen mail while others arrive, and empties", async () => {
    await write("First");
    const { page } = await open();
    await mails(page).first().click();
    await write("Second");
    await mails(page).nth(1).waitFor();
    expect(await mails(page).count()).toBe(2);
    expect(await page.locator("#title").innerText()).toContain("First");
    await mails(page).first().click();
    expect(await page.locator("#title").innerText()).toContain("Second");
    await page.getByRole("button", { name: "Empty the inbox" }).click();
    await page.getByText("Nothing yet.").waitFor();
    expect(await site().mails()).toEqual([]);
  });

  it("shows what each API key has used", async () => {
    const system = await startLocalSystem({ port: 0, dynamodbPort: 0 });
    try {
      const page = await visit();
      await page.goto(`${system.url}/_postern/`);
      await page.getByText("No key yet.").waitFor();
      const key = await system.createDemoKey();
      await fetch(`${system.url}/formsubmit`, { method: "POST", headers: { "x-api-key": key }, body: "{}" });
      await page.getByRole("row", { name: /^demo/ }).getByText("1 of 10 this day").waitFor();
      expect(await page.getByText("No key yet.").isVisible()).toBe(false);
      expect(await page.locator("body").innerText()).not.toContain(key.slice(4, 20));
      await expectNothingForAxe(page);

      system.faults.set({ dynamodb: "error" });
      await page.getByRole("status").getByText("DynamoDB does not answer as it should.").waitFor();
      system.faults.set({ dynamodb: "ok" });
      await page.getByRole("status").filter({ hasText: /^$/ }).waitFor({ state: "attached" });
    } finally {
      await system.close();
    }
  });

  it("leaves axe nothing to find", async () => {
    await write("Ada");
    await write("A bot", "spam");
    const { page } = await open();
    await mails(page).first().waitFor();
    await page.locator("summary").first().click();
    await expectNothingForAxe(page);
  });

  it("without script, leads to the same as JSON", async () => {
    const page = await visit({ javaScriptEnabled: false });
    await page.goto(`${site().url}/_postern/`);
    await page.getByRole("link", { name: "outbox" }).click();
    expect(await page.locator("body").innerText()).toBe("[]");
  });
});
