import { GetEmailIdentityCommand, type SESv2Client } from "@aws-sdk/client-sesv2";
import { type Answer, ask, type Trouble } from "./ask.ts";
import { permission } from "./permission.ts";

export const GET_IDENTITY = permission("ses:GetEmailIdentity", () => "*:*:identity/*");

/** What SES knows of an address, by itself or by its domain. */
export interface Identity {
  readonly isVerified: boolean;
  readonly isSigned: boolean;
}

export const domainOf = (address: string) => address.slice(address.lastIndexOf("@") + 1);

export async function identityOf(ses: SESv2Client, address: string): Promise<Answer<Identity>> {
  const asked = await Promise.all(
    [address, domainOf(address)].map((EmailIdentity) =>
      ask(GET_IDENTITY, (limit) => ses.send(new GetEmailIdentityCommand({ EmailIdentity }), limit)),
    ),
  );
  const trouble = asked.find((each): each is Trouble => !each.answered && each.error !== "NotFound");
  if (trouble) return trouble;
  const known = asked.flatMap((each) => (each.answered ? [each.value] : []));
  return {
    answered: true,
    value: {
      isVerified: known.some(({ VerifiedForSendingStatus }) => VerifiedForSendingStatus === true),
      isSigned: known.some(
        ({ DkimAttributes: dkim }) => dkim?.Status === "SUCCESS" && dkim.SigningEnabled === true,
      ),
    },
  };
}
