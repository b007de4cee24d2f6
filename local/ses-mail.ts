import type { SendEmailRequest } from "@aws-sdk/client-sesv2";
import type { AccountState } from "./account.ts";
import type { SentMail } from "./outbox.ts";
import { domainOf, isSending } from "./ses-account.ts";

/*
 * What SES v2 refuses of a message, and how it says so. Written without the product's own parsers: a stand-in
 * that judges by the code it is there to judge would agree with its mistakes.
 */

export interface SesAccount {
  readonly region: string;
  /** Verified senders: addresses or whole domains. */
  readonly identities: readonly string[];
  readonly configurationSets: readonly string[];
  readonly state: AccountState["ses"];
}

export interface SesRefusal {
  readonly ok: false;
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

type Mail = Omit<SentMail, "channel" | "at">;

interface Judged {
  readonly ok: true;
  readonly mail: Mail;
  /** By which SES tells what becomes of the mail. */
  readonly configurationSet: string | undefined;
}

/** Judges the body of `SendEmail`; members that it does not know are ignored, as AWS ignores them. */
export function judgeMail(message: unknown, account: SesAccount): Judged | SesRefusal {
  if (!isSendEmail(message))
    return refusal("The body has not the shape of SendEmail.", "SerializationException");
  const { FromEmailAddress: from = "", Destination: destination, ReplyToAddresses: replyTo = [] } = message;
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = destination ?? {};
  const to = [...ToAddresses, ...CcAddresses, ...BccAddresses];
  const { Subject, Body } = message.Content?.Simple ?? {};

  const refused =
    refuseStopped(account) ??
    refuseMailboxes([from]) ??
    refuseCount(to.length) ??
    refuseMailboxes(to) ??
    refuseUnverified(from, to, account) ??
    refuseMailboxes(replyTo) ??
    refuseConfigurationSet(message.ConfigurationSetName, account) ??
    refuseTags(message.EmailTags ?? []) ??
    refuseHeaders(message.Content?.Simple?.Headers ?? []) ??
    refuseSubject(Subject) ??
    refuseBody(Body);
  if (refused !== undefined) return refused;
  const mail = {
    to,
    from,
    replyTo,
    subject: dataOf(Subject),
    text: dataOf(Body?.Text),
    html: dataOf(Body?.Html),
  };
  return { ok: true, mail, configurationSet: message.ConfigurationSetName };
}

function refusal(message: string, type = "BadRequestException", status = 400): SesRefusal {
  return { ok: false, status, type, message };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins there
const BEYOND_ASCII = /[^\x00-\x7f]/;

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const ADDRESS = new RegExp(`^(?<local>${ATOM}(?:\\.${ATOM})*)@(?<domain>(?:${LABEL}\\.)+${LABEL})$`);
const WITH_DISPLAY_NAME = /^(?:"(?:[^"\\]|\\.)*" ?|[\w!#$%&'*+/=?^`{|}~. -]*)<(?<address>[^<>]*)>$/;

/** Without its display name. */
export const addressOf = (mailbox: string) => WITH_DISPLAY_NAME.exec(mailbox)?.groups?.address ?? mailbox;

/** A mailbox is one `local@domain` or `Display name <local@domain>`, all of it ASCII. */
function refuseMailboxes(mailboxes: readonly string[]): SesRefusal | undefined {
  for (const mailbox of mailboxes) {
    if (CONTROL.test(mailbox)) return refusal("Address contains control characters.");
    if (BEYOND_ASCII.test(mailbox)) return refusal("Address is not ASCII: SES does not support SMTPUTF8.");
    const { local = "", domain = "" } = ADDRESS.exec(addressOf(mailbox))?.groups ?? {};
    if (local === "") return refusal("Illegal address: it must be one local@domain.");
    if (local.length > 64 || domain.length > 253) return refusal("Address is too long.");
  }
  return undefined;
}

function refuseStopped({ state }: SesAccount): SesRefusal | undefined {
  if (!isSending(state))
    return refusal("Email sending is disabled for this account.", "SendingPausedException");
  return state.sentLast24Hours >= state.max24HourSend
    ? refusal("Daily message quota exceeded.", "TooManyRequestsException", 429)
    : undefined;
}

/** SES's own mailboxes may be written to out of the sandbox too. */
const SIMULATOR = "simulator.amazonses.com";

/**
 * The sender must be an identity itself: although its domain is one as well, the functions' roles let them send from one address
 * alone. In the sandbox a recipient must be an identity, or of a domain that is one.
 */
function refuseUnverified(from: string, to: readonly string[], account: SesAccount): SesRefusal | undefined {
  const { identities, region, state } = account;
  const verified = state.verified ? identities.map((identity) => identity.toLowerCase()) : [];
  const reachable = [...verified, ...verified.map(domainOf), SIMULATOR];
  const isIn = (list: readonly string[]) => (mailbox: string) => {
    const address = addressOf(mailbox).toLowerCase();
    return list.includes(address) || list.includes(domainOf(address));
  };
  const failed = [
    ...[from].filter((mailbox) => !isIn(verified)(mailbox)),
    ...(state.production ? [] : to.filter((mailbox) => !isIn(reachable)(mailbox))),
  ];
  if (failed.length === 0) return undefined;
  return refusal(
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${failed.map(addressOf).join(", ")}`,
    "MessageRejected",
  );
}

function refuseCount(recipients: number): SesRefusal | undefined {
  if (recipients === 0) return refusal("Destination has no recipient.");
  return recipients > 50 ? refusal("Recipient count exceeds 50.") : undefined;
}

function refuseConfigurationSet(name: string | undefined, account: SesAccount): SesRefusal | undefined {
  if (name === undefined || account.configurationSets.includes(name)) return undefined;
  return refusal(`Configuration set <${name}> does not exist.`, "NotFoundException", 404);
}

function refuseTags(tags: NonNullable<SendEmailRequest["EmailTags"]>): SesRefusal | undefined {
  const valid = tags.every(
    ({ Name = "", Value = "" }) => /^[\w-]{1,256}$/.test(Name) && /^[\w.@-]{1,256}$/.test(Value),
  );
  return valid ? undefined : refusal("Invalid email tag.");
}

function refuseHeaders(headers: readonly { Name?: string | undefined; Value?: string | undefined }[]) {
  const valid = headers.every(
    ({ Name = "", Value = "" }) => /^[!-9;-~]{1,126}$/.test(Name) && /^[ -~]{1,870}$/.test(Value),
  );
  return valid ? undefined : refusal("Invalid header.");
}

interface Part {
  Data?: string | undefined;
  Charset?: string | undefined;
}

const dataOf = (part: Part | undefined) => part?.Data ?? "";

function refuseSubject(subject: Part | undefined): SesRefusal | undefined {
  if (subject?.Data === undefined)
    return refusal("Content.Simple.Subject is missing; Raw and Template are not taken.");
  if (CONTROL.test(subject.Data)) return refusal("Subject contains control characters.");
  return refuseCharacters(subject);
}

function refuseBody(
  body: { Text?: Part | undefined; Html?: Part | undefined } | undefined,
): SesRefusal | undefined {
  if (dataOf(body?.Text) === "" && dataOf(body?.Html) === "") return refusal("Body is empty.");
  return refuseCharacters(body?.Text) ?? refuseCharacters(body?.Html);
}

const CHARSETS = ["US-ASCII", "UTF-8", "ISO-8859-1", "SHIFT_JIS"];

/** Without a charset SES takes 7-bit ASCII and spoils the rest; here that is refused. */
function refuseCharacters(part: Part | undefined): SesRefusal | undefined {
  const charset = (part?.Charset ?? "US-ASCII").toUpperCase();
  if (!CHARSETS.includes(charset)) return refusal("Invalid charset.");
  if (charset === "US-ASCII" && BEYOND_ASCII.test(dataOf(part)))
    return refusal("Not ASCII: it needs a charset.");
  return dataOf(part).isWellFormed() ? undefined : refusal("Lone surrogate.");
}

/* The shape, as the service's deserializer sees it: every member may be absent, none may have another type. */

type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === "string";
const listOf =
  (each: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(each);
const record =
  (members: Readonly<Record<string, Shape>>): Shape =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(members).every(([name, shape]) => {
      const member = (value as Record<string, unknown>)[name];
      return member === undefined || shape(member);
    });

const part = record({ Data: text, Charset: text });
const nameAndValue = record({ Name: text, Value: text });
const sendEmail = record({
  FromEmailAddress: text,
  Destination: record({ ToAddresses: listOf(text), CcAddresses: listOf(text), BccAddresses: listOf(text) }),
  ReplyToAddresses: listOf(text),
  ConfigurationSetName: text,
  EmailTags: listOf(nameAndValue),
  Content: record({
    Simple: record({
      Subject: part,
      Body: record({ Text: part, Html: part }),
      Headers: listOf(nameAndValue),
    }),
  }),
});

const isSendEmail = (value: unknown): value is SendEmailRequest => sendEmail(value);
