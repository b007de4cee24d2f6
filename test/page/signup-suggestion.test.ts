import { describe, expect, it } from "vitest";
import { describeInChromium } from "./in-chromium.ts";
import { type SignupForm, signupStage } from "./signup-form.ts";

const TYPED = "joe@gmial.com";
const MEANT = "joe@gmail.com";

describeInChromium("the suggestion on the sign-up page", (stage) => {
  const { site, open } = signupStage(stage);

  /** Somebody has mistyped the address and gone on to the next field. */
  async function offered(): Promise<SignupForm> {
    const form = await open();
    await form.email.fill(TYPED);
    await form.name.fill("Joe");
    await form.offer.waitFor();
    return form;
  }

  it("is offered on leaving the field, is announced, and sends nothing", async () => {
    const { page, offer, decline, posted, focused } = await offered();
    expect(await offer.textContent()).toBe(`Did you mean ${MEANT}?`);
    const region = page.getByRole("status").filter({ has: offer });
    expect(await region.filter({ has: decline }).count()).toBe(1);
    expect(await focused()).toBe("name");
    expect(posted).toEqual([]);
  });

  it("puts the address in, to be read once more before it is sent", async () => {
    const { email, offer, send, again, posted, focused } = await offered();
    await offer.click();
    expect(await email.inputValue()).toBe(MEANT);
    expect(await focused()).toBe("email");
    expect(await offer.count()).toBe(0);
    expect(posted).toEqual([]);
    await send.click();
    await again.waitFor();
    expect(posted).toEqual([{ email: MEANT, name: "Joe" }]);
  });

  it("holds up the first press of the button, and the second one stands by what was typed", async () => {
    const { send, offer, status, again, posted } = await offered();
    await send.click();
    expect(await status.textContent()).toMatch(/^Not sent yet: .* sign up again\.$/);
    expect(await offer.count()).toBe(1);
    expect(posted).toEqual([]);
    await send.click();
    await again.waitFor();
    expect(posted).toEqual([{ email: TYPED, name: "Joe" }]);
  });

  it("is made by the button as well, which stays where the click finds it", async () => {
    const { email, send, offer, status, posted } = await open();
    await email.fill(TYPED);
    await send.click();
    await status.getByText("Not sent yet").waitFor();
    expect(await offer.count()).toBe(1);
    expect(posted).toEqual([]);
  });

  describe("declined", () => {
    it("goes on with what it held up", async () => {
      const { send, decline, again, posted } = await offered();
      await send.click();
      await decline.click();
      await again.waitFor();
      expect(posted).toEqual([{ email: TYPED, name: "Joe" }]);
    });

    it("before anything was to be sent, only goes away, and asks no more about this address", async () => {
      const { email, send, offer, decline, again, posted, focused } = await offered();
      await decline.click();
      expect(await offer.count()).toBe(0);
      expect(await focused()).toBe("email");
      expect(posted).toEqual([]);
      await send.click();
      await again.click();
      expect(posted).toEqual([{ email: TYPED, name: "Joe" }]);
      await email.fill("joe@hotmial.com");
      await send.click();
      expect(await offer.textContent()).toBe("Did you mean joe@hotmail.com?");
    });
  });

  it("goes away while one types, and is made anew for what stands there then", async () => {
    const { email, name, offer, send, status, posted } = await offered();
    await send.click();
    await email.fill("joe@gmal.com");
    expect(await offer.count()).toBe(0);
    expect(await status.textContent()).toBe("");
    await name.focus();
    expect(await offer.textContent()).toBe(`Did you mean ${MEANT}?`);
    await send.click();
    expect(await status.textContent()).toMatch(/^Not sent yet/);
    expect(posted).toEqual([]);
  });

  it("is no answer when the button is pressed twice at once, or Enter held down", async () => {
    const { page, email, send, offer, status, posted } = await open();
    await email.fill(TYPED);
    await send.dblclick();
    expect(await status.textContent()).toMatch(/^Not sent yet/);
    await email.fill("");
    await email.fill(TYPED);
    await email.focus();
    for (const _ of ["press", "repeat", "repeat"]) await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    expect(await status.textContent()).toMatch(/^Not sent yet/);
    expect(await offer.count()).toBe(1);
    expect(posted).toEqual([]);
  });

  it.each(["joe@gmail.com", "joe@example.com", "joe@", "joe"])("is not made for %s", async (address) => {
    const { email, name, offer } = await open();
    await email.fill(address);
    await name.focus();
    expect(await offer.count()).toBe(0);
  });

  it("gives way to what the function says", async () => {
    const { page, email, send, offer, status, ...form } = await open();
    await page.route("**/signup", (route) =>
      route.fulfill({ status: 422, json: { error: "That email isn't deliverable" } }),
    );
    await email.fill(TYPED);
    await send.click();
    await send.click();
    await status.getByText("marked field").waitFor();
    expect(await form.complaint()).toMatch(/^Mail to this address does not arrive\./);
    expect(await offer.count()).toBe(0);
  });

  it("works with the keyboard alone", async () => {
    const { page, email, status, again, posted, focused } = await open();
    await page.keyboard.press("Tab");
    await page.keyboard.type(TYPED);
    await page.keyboard.press("Enter");
    await status.getByText("Not sent yet").waitFor();
    expect(await focused()).toBe("email");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe(`Did you mean ${MEANT}?`);
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("No, it is right");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("email");
    expect(await email.inputValue()).toBe(MEANT);
    expect(posted).toEqual([]);
    await page.keyboard.press("Enter");
    await status.getByText(`We have written to ${MEANT}.`).waitFor();
    expect(await focused()).toBe("status");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Use another address");
    await page.keyboard.press("Enter");
    await page.keyboard.type(TYPED);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await again.waitFor();
    expect(posted).toEqual([{ email: MEANT }, { email: TYPED }]);
    expect(await site().mails()).toHaveLength(2);
  });

  it("declined with the keyboard, leaves the keyboard at the button when sending fails", async () => {
    const { page, email, alert, focused } = await open();
    await page.route("**/signup", (route) => route.abort());
    await email.fill(TYPED);
    for (const key of ["Enter", "Tab", "Tab", "Enter"]) await page.keyboard.press(key);
    await alert.getByText("No answer came").waitFor();
    expect(await focused()).toBe("Sign up");
  });
});
