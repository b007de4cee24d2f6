import type { SendableAddress } from "../email/verdict.ts";
import { escapeHtml } from "../http/html.ts";
import type { Mail } from "../senders/mailer.ts";

export interface Greeter {
  readonly from: string;
  readonly siteName?: string | undefined;
}

/**
 * The mail that tells a person that they are signed up. Nothing in it is the visitor's: with a name or a message of theirs in
 * it, it would carry anybody's advertisement to anybody, from the owner's address.
 */
export function welcomeMail({ from, siteName }: Greeter, to: SendableAddress): Mail {
  const site = siteName ?? "our site";
  const lines = [
    `This address has been used to sign up at ${site}.`,
    "If that was not you, there is nothing to do: ignore this mail.",
  ];
  return {
    from,
    to: [to.ascii],
    replyTo: [],
    subject: siteName === undefined ? "Welcome" : `Welcome to ${siteName}`,
    text: `${lines.join("\n\n")}\n`,
    html: `<!doctype html>\n<html lang="en"><body>${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join("\n")}</body></html>\n`,
  };
}
