import type { Page } from "playwright-core";

export type ContactForm = ReturnType<typeof contactForm>;

/** The parts of the form by what a person sees or hears, and the one that nobody should. */
export function contactForm(page: Page) {
  const name = page.getByLabel("Your name");
  const email = page.getByLabel("Your e-mail address");
  const message = page.getByLabel("Your message");
  return {
    name,
    email,
    message,
    honeypot: page.locator('[name^="hp_"]'),
    send: page.getByRole("button", { name: /^Send/ }),
    again: page.getByRole("button", { name: "Write another message" }),
    status: page.getByRole("status"),
    alert: page.getByRole("alert"),
    fill: async (text: { name?: string; email?: string; message?: string } = {}) => {
      await name.fill(text.name ?? "Ada Lovelace");
      await email.fill(text.email ?? "ada@example.com");
      await message.fill(text.message ?? "Hello there.");
    },
    /** Where the keyboard is: the name of a field, the role of a region, or the text of a button. */
    focused: () =>
      page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute("name") ?? element?.role ?? element?.textContent;
      }),
  };
}
