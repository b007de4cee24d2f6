import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { describeInChromium } from "./in-chromium.ts";

describeInChromium("the contact page", ({ site, visit, open }) => {
  it("sends the message and says where the answer will go", async () => {
    const { page, fill, send, status, message } = await open();
    await fill({ name: "Ada Lovelace", email: "ada@example.com", message: "Notes on the engine ☂" });
    await send.click();
    await status.getByText("Your message has been sent.").waitFor();
    expect(await status.textContent()).toContain("Our answer will come to ada@example.com.");
    expect(await message.isVisible()).toBe(false);
    expect(page.url()).toBe(`${site().url}/`);

    const [mail, ...others] = await site().mails();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ channel: "email", replyTo: ["ada@example.com"] });
    expect(mail?.text).toContain("Ada Lovelace");
    expect(mail?.text).toContain("Notes on the engine ☂");
  });

  it("lets the browser fill in what it knows of the visitor", async () => {
    const { name, email } = await open();
    expect(await name.getAttribute("autocomplete")).toBe("name");
    expect(await email.getAttribute("autocomplete")).toBe("email");
  });

  it("says beside each field what is wrong, goes to the first, and forgives while one types", async () => {
    const { name, email, message, send, status, focused } = await open();
    await email.fill("not an address");
    await send.click();
    expect(await complaintAt(name)).toBe("Please tell us your name.");
    expect(await complaintAt(email)).toBe("Please check this address. It should look like name@example.com.");
    expect(await complaintAt(message)).toBe("Please write a message.");
    expect(await focused()).toBe("name");
    expect(await status.textContent()).toBe("Not sent yet. Please look at the marked fields.");

    await name.fill("Ada");
    expect(await complaintAt(name)).toBe(undefined);
    expect(await complaintAt(message)).toBe("Please write a message.");
    await email.fill("ada@example.com");
    await message.fill("Hello");
    expect(await status.textContent()).toBe("");
    expect(await site().mails()).toEqual([]);
  });

  it("puts what the function has against a field beside that field", async () => {
    const { fill, email, send, status, focused } = await open();
    await fill({ email: "ada@localhost" });
    await send.click();
    await status.getByText("Not sent yet").waitFor();
    expect(await complaintAt(email)).toBe("Please check this address. It should look like name@example.com.");
    expect(await focused()).toBe("email");
    expect(await site().mails()).toEqual([]);
  });

  it("counts characters as the function does, shows them when few are left, and refuses too many", async () => {
    const { page, fill, message, send, again, focused } = await open();
    await fill({ message: "☂".repeat(4_499) });
    expect(await page.getByText(/characters? (left|too many)/).count()).toBe(0);
    await message.fill("😀".repeat(4_999));
    await page.getByText("1 character left").waitFor();
    await message.fill("😀".repeat(5_002));
    await page.getByText("2 characters too many").waitFor();
    await send.click();
    expect(await complaintAt(message)).toMatch(/^This is too long. Please shorten it./);
    expect(await focused()).toBe("message");

    await message.fill("😀".repeat(5_000));
    await send.click();
    await page.getByText("Your message has been sent.").waitFor();
    expect((await site().mails()).map((mail) => mail.text.includes("😀".repeat(5_000)))).toEqual([true]);

    await again.click();
    expect(await page.getByText("0 characters left").count()).toBe(0);
  });

  it("sends once when pressed twice, and shows that it is sending", async () => {
    const { page, fill, send, status, focused } = await open();
    const release = Promise.withResolvers<void>();
    let posts = 0;
    await page.route("**/contact", async (route) => {
      posts += 1;
      await release.promise;
      await route.continue();
    });
    await fill();
    await send.dblclick();
    expect(await send.textContent()).toBe("Sending…");
    expect(await send.getAttribute("aria-disabled")).toBe("true");
    expect(await status.textContent()).toBe("Sending…");
    expect(await focused()).toBe("Sending…");
    await page.keyboard.press("Enter");
    release.resolve();
    await status.getByText("Your message has been sent.").waitFor();
    expect(posts).toBe(1);
    expect(await site().mails()).toHaveLength(1);
  });

  it("works with the keyboard alone", async () => {
    const { page, message, status, focused } = await open();
    for (const text of ["Ada Lovelace", "ada@example.com", "Hello"]) {
      await page.keyboard.press("Tab");
      await page.keyboard.type(text);
    }
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Send message");
    await page.keyboard.press("Space");
    await status.getByText("Your message has been sent.").waitFor();
    expect(await focused()).toBe("status");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Write another message");
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("name");
    expect(await message.inputValue()).toBe("");
    expect(await site().mails()).toHaveLength(1);
  });

  it("needs nothing that a strict content security policy forbids", async () => {
    const page = await visit();
    const violations: string[] = [];
    page.on(
      "console",
      (line) => void (/content security policy/i.test(line.text()) && violations.push(line.text())),
    );
    await page.route(`${site().url}/`, async (route) => {
      const response = await route.fetch();
      const policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'";
      await route.fulfill({
        response,
        headers: { ...response.headers(), "content-security-policy": policy },
      });
    });
    await page.goto(site().url);
    await page.getByLabel("Your name").fill("Ada");
    await page.getByRole("button").click();
    await page.getByText("Please write a message.").waitFor();
    expect(violations).toEqual([]);
  });
});

/** What is said about an invalid field to someone who does not see the page. */
async function complaintAt(field: Locator): Promise<string | undefined> {
  return field.evaluate((element) => {
    if (element.getAttribute("aria-invalid") !== "true") return undefined;
    const ids = element.getAttribute("aria-describedby")?.split(" ") ?? [];
    return ids.map((id) => document.getElementById(id)?.textContent).join("");
  });
}
