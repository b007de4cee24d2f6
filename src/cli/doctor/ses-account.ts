import {
  GetAccountCommand,
  type GetAccountCommandOutput,
  GetSuppressedDestinationCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { ask, askingConfig, notSeen } from "./ask.ts";
import { called, type Deployment, distinct, type Holding } from "./deployment.ts";
import { type Finding, failure, ok, warning } from "./finding.ts";
import { GET_IDENTITY, identityOf } from "./identity.ts";
import { permission } from "./permission.ts";
import type { Subject } from "./subject.ts";

const GET_ACCOUNT = permission("ses:GetAccount");
const GET_SUPPRESSED = permission("ses:GetSuppressedDestination");

/** Whether SES lets this account send, to whom, and how much more today. */
export const sesAccount: Subject = {
  title: "SES account",
  permissions: [GET_ACCOUNT, GET_IDENTITY, GET_SUPPRESSED],
  look: async ({ settings, connection }) => {
    const { contact, signup, deliver } = settings;
    if (!contact && !signup && !deliver) return [];
    const ses = new SESv2Client(askingConfig(connection("SESV2")));
    const owners = ownersOf(settings);
    const [account, ...suppressed] = await Promise.all([
      accountFindings(ses, owners, settings),
      ...owners.map((owner) => suppressedFinding(ses, owner)),
    ]);
    return [...account, ...suppressed];
  },
};

/** Where the mail goes, and which setting says so. */
interface Owner {
  readonly address: string;
  readonly setting: string;
}

function ownersOf({ contact, deliver }: Deployment["settings"]): readonly Owner[] {
  const from = (mail: typeof contact | typeof deliver) =>
    mail?.TO_EMAIL === undefined ? mail?.FROM_EMAIL : undefined;
  const owners = (setting: string, holdings: readonly Holding<string>[]) =>
    distinct(holdings).map(({ value, by }): Owner => ({ address: value, setting: called(setting, by) }));
  return [
    ...owners("TO_EMAIL", [
      ["contact", contact?.TO_EMAIL],
      ["deliver", deliver?.TO_EMAIL],
    ]),
    ...owners("FROM_EMAIL", [
      ["contact", from(contact)],
      ["deliver", from(deliver)],
    ]),
  ];
}

async function accountFindings(
  ses: SESv2Client,
  owners: readonly Owner[],
  settings: Deployment["settings"],
): Promise<readonly Finding[]> {
  const asked = await ask(GET_ACCOUNT, (limit) => ses.send(new GetAccountCommand({}), limit));
  if (!asked.answered) return [notSeen("ses-account", "The SES account", asked)];
  const account = asked.value;
  const isSandbox = account.ProductionAccessEnabled !== true;
  return [
    sandboxFinding(isSandbox, settings.signup !== undefined),
    ...(isSandbox ? await Promise.all(owners.map((owner) => sandboxOwnerFinding(ses, owner))) : []),
    sendingFinding(account),
    quotaFinding(account),
  ];
}

function sandboxFinding(isSandbox: boolean, writesToStrangers: boolean): Finding {
  if (!isSandbox) return ok("ses-sandbox", "SES is out of its sandbox.");
  const remedy = "Ask AWS for production access: SES console, Account dashboard, Request production access.";
  return writesToStrangers
    ? failure(
        "ses-sandbox",
        "SES is in its sandbox: mail reaches verified addresses only, so no welcome mail of the sign-up arrives.",
        remedy,
      )
    : warning("ses-sandbox", "SES is in its sandbox: mail reaches verified addresses only.", remedy);
}

async function sandboxOwnerFinding(ses: SESv2Client, { address, setting }: Owner): Promise<Finding> {
  const asked = await identityOf(ses, address);
  if (!asked.answered) return notSeen("to-verified", setting, asked);
  return asked.value.isVerified
    ? ok("to-verified", `${setting} is verified, so your own mail arrives all the same.`)
    : failure(
        "to-verified",
        `${setting} is not verified, so in the sandbox your own mail does not arrive either.`,
        "aws sesv2 create-email-identity --email-identity YOUR_ADDRESS, then follow the link in the mail that comes.",
      );
}

function sendingFinding({ SendingEnabled, EnforcementStatus }: GetAccountCommandOutput): Finding {
  const answerIt = "Answer the case that AWS has opened; postern bounces shows the rates.";
  if (EnforcementStatus !== "HEALTHY" && EnforcementStatus !== "PROBATION")
    return failure("ses-sending", "AWS has stopped the mail of this account.", answerIt);
  if (SendingEnabled !== true) {
    const says = "Sending is paused: SES sends nothing for this account.";
    return failure(
      "ses-sending",
      says,
      "Once you know why: aws sesv2 put-account-sending-attributes --sending-enabled.",
    );
  }
  return EnforcementStatus === "PROBATION"
    ? warning("ses-sending", "AWS reviews this account and may stop its mail.", answerIt)
    : ok("ses-sending", "SES sends, and AWS has nothing against this sender.");
}

const WARNED_AT_PERCENT = 80;
/** What SES says where there is no limit. */
const UNLIMITED = -1;

function quotaFinding({ SendQuota }: GetAccountCommandOutput): Finding {
  const { Max24HourSend: most = 0, SentLast24Hours: sent = 0 } = SendQuota ?? {};
  if (most === UNLIMITED) return ok("ses-quota", "Mails a day have no limit.");
  const says = `${sent} of the ${most} mails that SES allows in 24 hours are used`;
  const remedy = "Ask AWS for a higher quota (Service Quotas, SES), and see who writes: postern bounces.";
  if (sent >= most) return failure("ses-quota", `${says}: no more are sent for now.`, remedy);
  return sent >= (most * WARNED_AT_PERCENT) / 100
    ? warning("ses-quota", `${says}.`, remedy)
    : ok("ses-quota", `${says}.`);
}

async function suppressedFinding(ses: SESv2Client, { address, setting }: Owner): Promise<Finding> {
  const command = new GetSuppressedDestinationCommand({ EmailAddress: address });
  const asked = await ask(GET_SUPPRESSED, (limit) => ses.send(command, limit));
  if (asked.answered) {
    return failure(
      "to-suppressed",
      `${setting} is on the suppression list of SES, which sends nothing there since a bounce or a complaint.`,
      "aws sesv2 delete-suppressed-destination --email-address YOUR_ADDRESS, once the mailbox takes mail again.",
    );
  }
  return asked.error === "NotFound"
    ? ok("to-suppressed", `${setting} is not on the suppression list.`)
    : notSeen("to-suppressed", `Whether ${setting} is on the suppression list`, asked);
}
