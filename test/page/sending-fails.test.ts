import { expect, it } from "vitest";
import { contactForm } from "./contact-form.ts";
import { describeInChromium } from "./in-chromium.ts";
import { lack } from "./lacking.ts";
import { startSite } from "./site.ts";

describeInChromium("the contact page when sending fails", ({ site, open, newPage }) => {
  const openWithout = async (...missing: readonly string[]) => {
    const page = await newPage();
    await page.addInitScript(lack, missing);
    await page.goto(site().url);
    return { page, ...contactForm(page) };
  };

  const badGateway = { status: 502, body: "<h1>Bad gateway</h1>" };
  const unknownCode = {
    status: 400,
    json: { success: false, error: "CLOSED", message: "Closed on Sundays." },
  };

  it.each([
    { what: "the connection breaks", answer: undefined, says: "No answer came" },
    { what: "something on the way answers", answer: badGateway, says: "something went wrong on our side" },
    { what: "the answer is JSON's null", answer: { status: 200, json: null }, says: "something went wrong" },
    {
      what: "the fields are not a list",
      answer: { status: 400, json: { error: "MISSING_FIELDS", fields: 5, message: {} } },
      says: "something went wrong",
    },
    { what: "the function refuses with a code of tomorrow", answer: unknownCode, says: "Closed on Sundays." },
  ])("says so and keeps the text: $what", async ({ answer, says }) => {
    const { page, fill, send, alert, message } = await open();
    await page.route("**/contact", (route) => (answer ? route.fulfill(answer) : route.abort()));
    await fill({ message: "Long thought over." });
    await send.click();
    await alert.getByText(says).waitFor();
    expect(await alert.textContent()).toContain("Your text is still here.");
    expect(await message.inputValue()).toBe("Long thought over.");
    expect(await send.textContent()).toBe("Send message");
  });

  // Chromium has all of these. What is taken away is missing in browsers that load the script all the same.
  it.each(["AbortSignal.timeout", "Element.prototype.replaceChildren", "fetch", "AbortSignal"])(
    "arrives from a browser without %s",
    async (missing) => {
      const { page, fill, send } = await openWithout(missing);
      // A text of its own: the same one again would be sent once.
      const text = `From a browser without ${missing}`;
      await fill({ message: text });
      await send.click();
      await page.getByRole("heading", { name: "Thank you" }).waitFor();
      expect(await site().mails()).toMatchObject([{ text: expect.stringContaining(text) }]);
    },
  );

  it("marks what is wrong in a browser that has no properties for ARIA", async () => {
    const { alert, email, fill, page, send } = await openWithout(
      "Element.prototype.ariaInvalid",
      "Element.prototype.role",
    );
    await fill({ email: "ada" });
    await send.click();
    await page.getByText("It should look like name@example.com.").waitFor();
    expect(await email.getAttribute("aria-invalid")).toBe("true");
    expect(await alert.count()).toBe(1);
  });

  it("a refusal without script reaches a browser whose script breaks", async () => {
    const { page, fill, send } = await openWithout("fetch");
    await fill({ email: "ada@localhost" });
    await send.click();
    await page.waitForURL("**/contact/thanks?error=INVALID_EMAIL");
  });

  it("a fault of the page after the answer sends nothing twice, and blames no connection", async () => {
    const { page, fill, send } = await open();
    await page.evaluate(() => {
      const form = document.querySelector("form") as HTMLFormElement;
      form.reset = () => {
        throw new Error("planted");
      };
    });
    const broke = page.waitForEvent("pageerror");
    await fill({ message: "Only once" });
    await send.click();
    expect((await broke).message).toBe("planted");
    expect(await site().mails()).toHaveLength(1);
    expect(await page.getByRole("main").textContent()).not.toContain("connection");
  });

  it("takes no typing while it sends: it would be lost when the form is emptied", async () => {
    const { page, fill, send, status, message } = await open();
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/contact", async (route) => {
      await held;
      await route.continue();
    });
    await fill({ message: "Done." });
    await send.click();
    await message.pressSequentially(" Not done.");
    expect(await message.inputValue()).toBe("Done.");
    answer();
    await status.getByText("Your message has been sent.").waitFor();
    expect(await message.getAttribute("readonly")).toBeNull();
  });

  it("keeps the text when the mail is refused, and sends it on the second try", async () => {
    const { fill, send, alert, status, message } = await open();
    await site().setSes("reject");
    await fill({ message: "Long thought over." });
    await send.click();
    await alert.getByText("Your text is still here.").waitFor();
    expect(await message.inputValue()).toBe("Long thought over.");
    expect(await site().mails()).toEqual([]);

    await site().setSes("ok");
    await send.click();
    await status.getByText("Your message has been sent.").waitFor();
    expect(await alert.isVisible()).toBe(false);
    expect(await site().mails()).toHaveLength(1);
  });

  it("says when to come back after too many messages", async () => {
    const strict = await startSite({
      env: { IP_LIMIT_PER_HOUR: "1" },
      nowMs: () => Date.UTC(2026, 10, 21, 12, 35),
    });
    try {
      const { fill, send, again, alert, message } = await open({}, strict.url);
      await fill();
      await send.click();
      await again.click();
      await fill({ message: "One more thing" });
      await send.click();
      await alert.waitFor();
      expect(await alert.textContent()).toBe(
        "Not sent: too many messages came from your network. Please try again in about 25 minutes. Your text is still here.",
      );
      expect(await message.inputValue()).toBe("One more thing");
      expect(await strict.mails()).toHaveLength(1);
    } finally {
      await strict.close();
    }
  });
});
