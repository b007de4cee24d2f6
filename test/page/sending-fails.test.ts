import { expect, it } from "vitest";
import { describeInChromium } from "./in-chromium.ts";
import { startSite } from "./site.ts";

describeInChromium("the contact page when sending fails", ({ site, open }) => {
  const badGateway = { status: 502, body: "<h1>Bad gateway</h1>" };
  const unknownCode = {
    status: 400,
    json: { success: false, error: "CLOSED", message: "Closed on Sundays." },
  };

  it.each([
    { what: "the connection breaks", answer: undefined, says: "No answer came" },
    { what: "something on the way answers", answer: badGateway, says: "something went wrong on our side" },
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
