import { SESv2Client } from "@aws-sdk/client-sesv2";
import { askingConfig, notSeen } from "./ask.ts";
import { called, type Deployment, distinct, type Held } from "./deployment.ts";
import { hasDmarc } from "./dmarc.ts";
import { type Finding, failure, ok, warning } from "./finding.ts";
import { domainOf, GET_IDENTITY, type Identity, identityOf } from "./identity.ts";
import type { Subject } from "./subject.ts";

/** Whether mail may go out under the name that stands in From, and is believed where it arrives. */
export const sender: Subject = {
  title: "Sender of the mail",
  permissions: [GET_IDENTITY],
  look: async (deployment) => {
    const ses = new SESv2Client(askingConfig(deployment.connection("SESV2")));
    const { contact, signup, deliver } = deployment.settings;
    const senders = distinct([
      ["contact", contact?.FROM_EMAIL],
      ["signup", signup?.FROM_EMAIL],
      ["deliver", deliver?.FROM_EMAIL],
    ]);
    const found = await Promise.all(
      senders.map((each) => Promise.all([identityFindings(ses, each), dmarcFinding(each, deployment)])),
    );
    return found.flat(2);
  },
};

async function identityFindings(ses: SESv2Client, { value, by }: Held<string>): Promise<readonly Finding[]> {
  const setting = called("FROM_EMAIL", by);
  const asked = await identityOf(ses, value);
  if (!asked.answered) return [notSeen("from-verified", setting, asked)];
  const domain = domainOf(value);
  return [verifiedFinding(asked.value, setting, domain), dkimFinding(asked.value, setting, domain)];
}

const verifiedFinding = ({ isVerified }: Identity, setting: string, domain: string) =>
  isVerified
    ? ok("from-verified", `${setting} is verified in SES.`)
    : failure(
        "from-verified",
        `${setting} is not verified in SES, which refuses to send its mail.`,
        `aws sesv2 create-email-identity --email-identity ${domain}, then put the CNAME records that it prints into the DNS.`,
      );

const dkimFinding = ({ isSigned }: Identity, setting: string, domain: string) =>
  isSigned
    ? ok("dkim", `Mail of ${setting} is signed with DKIM.`)
    : warning(
        "dkim",
        `Mail of ${setting} is not signed with DKIM, and may end as spam.`,
        `Verify the domain with Easy DKIM: aws sesv2 get-email-identity --email-identity ${domain} shows the records that the DNS must hold.`,
      );

async function dmarcFinding({ value, by }: Held<string>, { nameServers }: Deployment): Promise<Finding> {
  const domain = domainOf(value);
  const asked = await hasDmarc(domain, nameServers);
  if (!asked.answered) return notSeen("dmarc", `The DMARC record of ${called("FROM_EMAIL", by)}`, asked);
  return asked.value
    ? ok("dmarc", `The domain of ${called("FROM_EMAIL", by)} has a DMARC record.`)
    : warning(
        "dmarc",
        `The domain of ${called("FROM_EMAIL", by)} has no DMARC record, and large mailboxes may refuse its mail.`,
        `Begin with one that only watches: TXT _dmarc.${domain} "v=DMARC1; p=none".`,
      );
}
