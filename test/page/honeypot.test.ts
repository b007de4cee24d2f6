import { expect, it } from "vitest";
import { describeInChromium } from "./in-chromium.ts";
import { ELEMENT_TIMEOUT_MS } from "./shared-window.ts";

/** What a browser remembers of a person. The company is the bait. */
const SAVED_ADDRESS = {
  NAME_FULL: "Ada Lovelace",
  EMAIL_ADDRESS: "ada@example.com",
  COMPANY_NAME: "Analytical Engines",
  ADDRESS_HOME_CITY: "London",
  PHONE_HOME_WHOLE_NUMBER: "+442079460018",
};

describeInChromium("the honeypot of the contact page", ({ site, newPage, open }) => {
  it("has no words, is out of sight, and in the way of neither keyboard nor screen reader", async () => {
    const { page, honeypot } = await open();
    const found = await honeypot.evaluate((element: HTMLInputElement) => ({
      attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
      labels: element.labels?.length,
      isHiddenFromScreenReaders: element.closest('[aria-hidden="true"]') !== null,
      // Bots know this one.
      isDisplayNone: !element.checkVisibility(),
      isBesideThePage: element.getBoundingClientRect().right < 0,
    }));
    expect(found).toEqual({
      attributes: { type: "text", name: "hp_topic", tabindex: "-1", autocomplete: "off" },
      labels: 0,
      isHiddenFromScreenReaders: true,
      isDisplayNone: false,
      isBesideThePage: true,
    });
    expect(await page.getByRole("form").or(page.locator("form")).ariaSnapshot()).not.toContain("topic");
  });

  /** The values of the page's inputs after a person let Chromium fill the form from a saved address. */
  async function autofilled(change: (html: string) => string): Promise<Record<string, string>> {
    const page = await newPage();
    await page.route(`${site().url}/`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: change(await response.text()) });
    });
    await page.goto(site().url);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Autofill.enable");
    const { root } = await devtools.send("DOM.getDocument");
    const { nodeId } = await devtools.send("DOM.querySelector", {
      nodeId: root.nodeId,
      selector: "#contact-name",
    });
    const { node } = await devtools.send("DOM.describeNode", { nodeId });
    const address = { fields: Object.entries(SAVED_ADDRESS).map(([name, value]) => ({ name, value })) };
    // Chromium reads the form a moment after it appeared, and refuses to fill it before.
    const trigger = () => devtools.send("Autofill.trigger", { fieldId: node.backendNodeId, address });
    const patiently = { timeout: ELEMENT_TIMEOUT_MS };
    const email = page.getByLabel("Your e-mail address");
    await expect.poll(() => trigger().then(() => "filled", String), patiently).toBe("filled");
    await expect.poll(() => email.inputValue(), patiently).toBe("ada@example.com");
    return page.evaluate(() =>
      Object.fromEntries([...document.querySelectorAll("input")].map(({ name, value }) => [name, value])),
    );
  }

  it("is left empty by the browser's autofill", async () => {
    const values = await autofilled((html) => html);
    expect(values).toEqual({ hp_topic: "", name: "Ada Lovelace", email: "ada@example.com" });
  });

  it("would catch people if it were called `company`", async () => {
    const values = await autofilled((html) => html.replace('name="hp_topic"', 'name="company"'));
    expect(values).toMatchObject({ company: "Analytical Engines" });
  });

  it("gives a bot the look of success and nothing else", async () => {
    const bot = await open();
    await bot.fill({ message: "Buy now" });
    await bot.honeypot.evaluate((element: HTMLInputElement) => {
      element.value = "https://spam.example";
    });
    await bot.send.click();
    await bot.again.waitFor();

    const person = await open();
    await person.fill({ message: "Hello" });
    await person.send.click();
    await person.again.waitFor();
    expect(await bot.status.innerHTML()).toBe(await person.status.innerHTML());
    expect((await site().mails()).map(({ text }) => text.includes("Hello"))).toEqual([true]);
  });

  it("gives a bot without script the look of success, too", async () => {
    const { page, fill, honeypot, send } = await open({ javaScriptEnabled: false });
    await fill({ message: "Buy now" });
    await honeypot.evaluate((element: HTMLInputElement) => {
      element.value = "https://spam.example";
    });
    await send.click();
    await page.waitForURL(`${site().url}/contact/thanks?sent=true`);
    expect(await site().mails()).toEqual([]);
  });
});
