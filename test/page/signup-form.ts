import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Stage } from "./in-chromium.ts";
import { type Site, startSite } from "./site.ts";

/** The parts of the sign-up page by what a person sees or hears. */
export function signupForm(page: Page) {
  const email = page.getByLabel("Your e-mail address");
  return {
    email,
    name: page.getByLabel("Your name"),
    send: page.getByRole("button", { name: /^(Sign up|Sending…)$/ }),
    offer: page.getByRole("button", { name: /^Did you mean/ }),
    decline: page.getByRole("button", { name: "No, it is right" }),
    again: page.getByRole("button", { name: "Use another address" }),
    status: page.locator("form > [role=status]"),
    alert: page.getByRole("alert"),
    /** What is said about the address to someone who does not see the page, or undefined when it stands unopposed. */
    complaint: () =>
      email.evaluate((element) => {
        if (element.getAttribute("aria-invalid") !== "true") return undefined;
        const ids = element.getAttribute("aria-describedby")?.split(" ") ?? [];
        const described = ids.map((id) => document.getElementById(id));
        return described.map((each) => (each?.checkVisibility() ? each.textContent : "")).join("");
      }),
    /** Where the keyboard is: the name of a field, the role of a region, or the text of a button. */
    focused: () =>
      page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute("name") ?? element?.role ?? element?.textContent;
      }),
  };
}

export type SignupForm = ReturnType<typeof signupForm> & {
  readonly page: Page;
  /** The body of every sign-up that the page has sent, in order. */
  readonly posted: readonly unknown[];
};

/** A local system that takes many sign-ups, and visitors on its page. */
export function signupStage({ visit }: Stage) {
  let site: Site;
  beforeAll(async () => {
    // Whoever trades in throw-away addresses owns this misspelling. Here somebody lives there.
    site = await startSite({ env: { SIGNUP_LIMIT_PER_HOUR: "100", ALLOWED_EMAIL_DOMAINS: "gmial.com" } });
  });
  beforeEach(() => site.emptyOutbox());
  afterAll(() => site?.close());

  const open = async (options: BrowserContextOptions = {}, url = site.url): Promise<SignupForm> => {
    const page = await visit(options);
    const posted: unknown[] = [];
    page.on(
      "request",
      (request) => void (request.method() === "POST" && posted.push(request.postDataJSON())),
    );
    await page.goto(`${url}/signup`);
    return { page, posted, ...signupForm(page) };
  };
  return { site: () => site, open };
}
