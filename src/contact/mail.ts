import type { EmailAddress } from "../email/address.ts";
import { escapeHtml } from "../http/html.ts";
import type { Mail } from "../senders/mailer.ts";
import type { Submission } from "./submission.ts";
import { oneLine, plainLines } from "./text.ts";

export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly siteName?: string | undefined;
}

/**
 * The mail to the owner. Nothing of the visitor stands in From; Reply-To is the visitor's address and nothing else,
 * and is left out where SES could not carry it (a non-ASCII local part): then the address in the text is enough.
 */
export function contactMail(envelope: Envelope, submission: Submission, visitor: EmailAddress): Mail {
  const { from, to, siteName } = envelope;
  const name = oneLine(submission.name);
  const message = plainLines(submission.message);
  const about = siteName === undefined ? "Contact form" : oneLine(siteName);
  return {
    from,
    to: [to],
    replyTo: visitor.ascii === undefined ? [] : [visitor.ascii],
    subject: `${about}: message from ${name}`,
    text: `${name} <${visitor.text}> wrote:\n\n${message}\n\n-- \n${footer(visitor)}\n`,
    html: html(about, name, visitor, message),
  };
}

const footer = ({ ascii }: EmailAddress) =>
  ascii === undefined
    ? "Sent through your contact form. This address cannot be answered by replying: write to it by hand."
    : "Sent through your contact form. Reply to answer.";

function html(about: string, name: string, visitor: EmailAddress, message: string): string {
  const lines = escapeHtml(message).replaceAll("\n", "<br>\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(about)}</title></head>
<body style="font:16px/1.5 system-ui,sans-serif;color:#1c1c1c;max-width:40em;margin:1.5em auto;padding:0 1em">
<p><strong>${escapeHtml(name)}</strong> &lt;${escapeHtml(visitor.text)}&gt; wrote:</p>
<p style="border-left:3px solid #b9b9b9;padding-left:1em">${lines}</p>
<p style="color:#5b5b5b;font-size:14px">${escapeHtml(footer(visitor))}</p>
</body></html>
`;
}
