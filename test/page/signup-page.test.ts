import { expect, it } from "vitest";
import { describeInChromium } from "./in-chromium.ts";
import { lack } from "./lacking.ts";
import { signupStage } from "./signup-form.ts";
import { startSite } from "./site.ts";

describeInChromium("the sign-up page", (stage) => {
  const { site, open } = signupStage(stage);
  const recipients = async () =>
    ((await site().mails()) as readonly { readonly to?: readonly string[] }[]).flatMap(({ to = [] }) => to);

  it("sends what was filled in, and says whom it has written to", async () => {
    const { page, email, name, send, status, posted, focused } = await open();
    await email.fill("ada@example.com");
    await name.fill("Ada");
    await send.click();
    await status.getByText("We have written to ada@example.com.").waitFor();
    expect(posted).toEqual([{ email: "ada@example.com", name: "Ada" }]);
    expect(await recipients()).toEqual(["ada@example.com"]);
    expect(await email.isVisible()).toBe(false);
    expect(await focused()).toBe("status");
    expect(page.url()).toBe(`${site().url}/signup`);
  });

  it("leaves away what was left empty, and begins anew for another address", async () => {
    const { email, send, again, posted, focused } = await open();
    await email.fill("ada@example.org");
    await send.click();
    await again.click();
    expect(await focused()).toBe("email");
    expect(await email.inputValue()).toBe("");
    await email.fill("grace@example.org");
    await send.click();
    await again.waitFor();
    expect(posted).toEqual([{ email: "ada@example.org" }, { email: "grace@example.org" }]);
  });

  it("lets the browser fill in what it knows of the visitor", async () => {
    const { email, name } = await open();
    expect(await email.getAttribute("autocomplete")).toBe("email");
    expect(await email.getAttribute("type")).toBe("email");
    expect(await name.getAttribute("autocomplete")).toBe("name");
  });

  it.each([
    ["", "Please give your e-mail address."],
    ["not an address", "Please check this address. It should look like name@example.com."],
  ])("does not send %j, says what is wrong, and forgives while one types", async (text, complaint) => {
    const { email, send, status, posted, focused, ...form } = await open();
    await email.fill(text);
    await send.click();
    expect(await form.complaint()).toBe(complaint);
    expect(await focused()).toBe("email");
    expect(await status.textContent()).toBe("Not sent yet. Please look at the marked field.");
    await email.fill("ada@example.com");
    expect(await form.complaint()).toBe(undefined);
    expect(await status.textContent()).toBe("");
    expect(posted).toEqual([]);
  });

  it.each([
    ["ada@localhost", "We cannot take this address. Please check it, and use plain letters before the @."],
    ["ada@mailinator.com", "This is a throw-away address. Please give one that you will keep."],
    ["undeliverable@site.example", "Mail to this address does not arrive. Please look for a slip in it."],
  ])("puts what the function has against %s beside the field", async (address, complaint) => {
    const { email, name, send, status, posted, focused, ...form } = await open();
    await email.fill(address);
    await name.fill("Ada");
    await send.click();
    await status.getByText("Not sent yet").waitFor();
    expect(await form.complaint()).toBe(complaint);
    expect(await focused()).toBe("email");
    expect(await name.inputValue()).toBe("Ada");
    expect(posted).toHaveLength(1);
    expect(await site().mails()).toEqual([]);
  });

  it("sends once when pressed twice, takes no typing meanwhile, and shows that it is sending", async () => {
    const { page, email, send, status, again, posted, focused } = await open();
    const release = Promise.withResolvers<void>();
    await page.route("**/signup", async (route) => {
      await release.promise;
      await route.continue();
    });
    await email.fill("ada@example.com");
    await send.dblclick();
    expect(await send.textContent()).toBe("Sending…");
    expect(await send.getAttribute("aria-disabled")).toBe("true");
    expect(await status.textContent()).toBe("Sending…");
    expect(await focused()).toBe("Sending…");
    await page.keyboard.press("Enter");
    await email.pressSequentially(".au");
    expect(await email.inputValue()).toBe("ada@example.com");
    release.resolve();
    await again.waitFor();
    expect(posted).toHaveLength(1);
  });

  it("needs nothing that a strict content security policy forbids", async () => {
    const page = await stage.visit();
    const violations: string[] = [];
    page.on(
      "console",
      (line) => void (/content security policy/i.test(line.text()) && violations.push(line.text())),
    );
    await page.route(`${site().url}/signup`, async (route) => {
      const response = await route.fetch();
      const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";
      await route.fulfill({
        response,
        headers: { ...response.headers(), "content-security-policy": policy },
      });
    });
    await page.goto(`${site().url}/signup`);
    await page.getByLabel("Your e-mail address").fill("joe@gmial.com");
    await page.getByLabel("Your name").focus();
    await page.getByRole("button", { name: "Did you mean joe@gmail.com?" }).waitFor();
    expect(violations).toEqual([]);
  });

  it("says that it needs script, and sends nothing without", async () => {
    const { page, send, email } = await open({ javaScriptEnabled: false });
    expect(await page.locator(".form-needs-script").innerText()).toMatch(/^Signing up needs script\./);
    await email.fill("ada@example.com");
    expect(await send.isDisabled()).toBe(true);
    await email.press("Enter");
    expect(page.url()).toBe(`${site().url}/signup`);
    const scripted = await open();
    expect(await scripted.page.locator(".form-needs-script").count()).toBe(0);
  });
});

describeInChromium("the sign-up page when signing up fails", (stage) => {
  const { site, open } = signupStage(stage);
  const badGateway = { status: 502, body: "<h1>Bad gateway</h1>" };
  const unknownCode = {
    status: 403,
    json: { success: false, error: "CLOSED", message: "Closed on Sundays." },
  };

  it.each([
    { what: "something on the way answers", answer: badGateway, says: "something went wrong on our side" },
    { what: "the answer is JSON's null", answer: { status: 200, json: null }, says: "something went wrong" },
    {
      what: "a 422 has no words",
      answer: { status: 422, json: { error: {} } },
      says: "something went wrong",
    },
    { what: "the function refuses with a code of tomorrow", answer: unknownCode, says: "Closed on Sundays." },
  ])("says so and keeps what was typed: $what", async ({ answer, says }) => {
    const { page, email, name, send, alert } = await open();
    await page.route("**/signup", (route) => route.fulfill(answer));
    await email.fill("ada@example.com");
    await name.fill("Ada");
    await send.click();
    await alert.getByText(says).waitFor();
    expect(await alert.textContent()).toContain("What you typed is still here.");
    expect(await email.inputValue()).toBe("ada@example.com");
    expect(await name.inputValue()).toBe("Ada");
    expect(await send.textContent()).toBe("Sign up");
    expect(await email.getAttribute("readonly")).toBeNull();
  });

  it("shows an objection of tomorrow in the function's own words", async () => {
    const { page, email, send, status, ...form } = await open();
    await page.route("**/signup", (route) => route.fulfill({ status: 422, json: { error: "constructor" } }));
    await email.fill("ada@example.com");
    await send.click();
    await status.getByText("Not sent yet").waitFor();
    expect(await form.complaint()).toBe("constructor");
  });

  it("says that the connection is gone, and signs up when it is back", async () => {
    const { page, email, send, alert, again } = await open();
    await page.context().setOffline(true);
    await email.fill("ada@example.com");
    await send.click();
    await alert.getByText("No answer came").waitFor();
    expect(await email.inputValue()).toBe("ada@example.com");
    await page.context().setOffline(false);
    await send.click();
    await again.waitFor();
    expect(await alert.isVisible()).toBe(false);
    expect(await site().mails()).toHaveLength(1);
  });

  it("signs up from a browser that lacks what the script can do without", async () => {
    const { page, email, send, decline, again } = await open();
    await page.evaluate(lack, [
      ...["AbortSignal.timeout", "Element.prototype.replaceChildren"],
      ...["HTMLFormElement.prototype.requestSubmit", "Object.hasOwn"],
    ]);
    await email.fill("joe@gmial.com");
    await send.click();
    await decline.click();
    await again.waitFor();
    expect(await site().mails()).toMatchObject([{ to: ["joe@gmial.com"] }]);
  });

  it("says that a fault is ours when the script breaks, and blames no connection", async () => {
    const { page, email, send, alert, posted } = await open();
    await page.evaluate(lack, ["fetch"]);
    await email.fill("ada@example.com");
    await send.click();
    await alert.getByText("something went wrong on our side").waitFor();
    expect(await send.textContent()).toBe("Sign up");
    expect(await alert.textContent()).not.toContain("connection");
    expect(posted).toEqual([]);
  });

  it("tells nobody that they are signed up when no mail could be written", async () => {
    const { email, send, alert, again } = await open();
    await site().setSes("reject");
    await email.fill("ada@example.com");
    await send.click();
    await alert.getByText("We cannot tell whether you were signed up.").waitFor();
    await site().setSes("ok");
    await send.click();
    await again.waitFor();
    expect(await site().mails()).toHaveLength(1);
  });

  it("says when to come back after too many", async () => {
    const strict = await startSite({
      env: { SIGNUP_LIMIT_PER_HOUR: "1" },
      nowMs: () => Date.UTC(2026, 10, 21, 12, 35),
    });
    try {
      const { email, send, again, alert } = await open({}, strict.url);
      await email.fill("ada@example.com");
      await send.click();
      await again.click();
      await email.fill("grace@example.com");
      await send.click();
      await alert.waitFor();
      expect(await alert.textContent()).toBe(
        "Not signed up: too many sign-ups came from your network or for this address. Please try again in about 25 minutes. What you typed is still here.",
      );
      expect(await email.inputValue()).toBe("grace@example.com");
      expect(await strict.mails()).toHaveLength(1);
    } finally {
      await strict.close();
    }
  });
});
