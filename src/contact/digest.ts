import { escapeHtml } from "../http/html.ts";
import type { Mail } from "../senders/mailer.ts";
import type { Envelope } from "./mail.ts";
import { oneLine, plainLines } from "./text.ts";

/** A message as a digest shows it. */
export interface Received {
  readonly acceptedAtMs: number;
  readonly name: string;
  readonly email: string;
  readonly message: string;
}

/** What one mail holds at most: a reader's patience ends long before the 40 MB of SES. */
const MAX_MESSAGES = 200;
const MAX_BYTES = 1_000_000;

/** Sorts by time into as few digests as they fit. A message that is too large by itself has one of its own. */
export function digestsOf<T>(
  items: readonly T[],
  receivedOf: (item: T) => Received,
): readonly (readonly T[])[] {
  const inOrder = items.toSorted(
    (one, other) => receivedOf(one).acceptedAtMs - receivedOf(other).acceptedAtMs,
  );
  const digests: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of inOrder) {
    const size = bytesOf(receivedOf(item));
    const last = digests.at(-1);
    if (last === undefined || last.length === MAX_MESSAGES || bytes + size > MAX_BYTES) {
      digests.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return digests;
}

const bytesOf = ({ name, email, message }: Received) => Buffer.byteLength(name + email + message);

/** One mail to the owner with all the messages. There is nobody to reply to: each has its own address. */
export function digestMail({ from, to, siteName }: Envelope, messages: readonly Received[]): Mail {
  const about = siteName === undefined ? "Contact form" : oneLine(siteName);
  const shown = messages.map(shownOf);
  return {
    from,
    to: [to],
    replyTo: [],
    subject: `${about}: ${messages.length} messages`,
    text: `${[...shown.map(asText), `-- \n${FOOTER}`].join("\n\n")}\n`,
    html: html(about, shown),
  };
}

const FOOTER =
  "So many messages came through your contact form that they are sent as one. To answer one, write to its address.";

interface Shown {
  readonly heading: string;
  readonly time: string;
  readonly message: string;
}

const shownOf = ({ name, email, message, acceptedAtMs }: Received, index: number): Shown => ({
  heading: `${index + 1}. ${oneLine(name)} <${oneLine(email)}>`,
  time: `${new Date(acceptedAtMs).toISOString().slice(0, 16).replace("T", " ")} UTC`,
  message: plainLines(message),
});

/** Every line of a message is indented, so that none can pass for the heading of another. */
const asText = ({ heading, time, message }: Shown) =>
  `${heading}, ${time}\n\n${message.replaceAll(/^(?=.)/gm, "    ")}`;

const asHtml = ({ heading, time, message }: Shown) =>
  `<p><strong>${escapeHtml(heading)}</strong><br><small>${time}</small></p>
<p style="border-left:3px solid #b9b9b9;padding-left:1em">${escapeHtml(message).replaceAll("\n", "<br>\n")}</p>
`;

function html(about: string, shown: readonly Shown[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(about)}</title></head>
<body style="font:16px/1.5 system-ui,sans-serif;color:#1c1c1c;max-width:40em;margin:1.5em auto;padding:0 1em">
${shown.map(asHtml).join("")}<p style="color:#5b5b5b;font-size:14px">${FOOTER}</p>
</body></html>
`;
}
