import type { AccountState } from "./account.ts";
import { jsonAnswer, restError } from "./json-answer.ts";
import { decodedSegment } from "./request-target.ts";
import type { Answer } from "./serve.ts";

/*
 * What SES v2 tells of the account: `GetAccount`, `GetEmailIdentity`, `GetSuppressedDestination`.
 */

/** Whose addresses the functions know. */
export interface Correspondents {
  /** Those that mail comes from. They are identities of the account, and so are their domains. */
  readonly senders: readonly string[];
  /** Those that mail of the owner goes to. */
  readonly owners: readonly string[];
}

type State = AccountState["ses"];

/** What a `GET` of this path finds, or undefined when it is no operation here. */
export function readSesAccount(path: string, state: State, known: Correspondents): Answer | undefined {
  if (path === "/v2/email/account") return jsonAnswer(200, accountOf(state));
  const identity = parameterOf(IDENTITY, path);
  if (identity !== undefined) return identityOf(identity, state, known);
  const address = parameterOf(SUPPRESSED, path);
  return address === undefined ? undefined : suppressionOf(address, state, known);
}

const IDENTITY = /^\/v2\/email\/identities\/(?<parameter>[^/]+)$/;
const SUPPRESSED = /^\/v2\/email\/suppression\/addresses\/(?<parameter>[^/]+)$/;

function parameterOf(route: RegExp, path: string): string | undefined {
  const encoded = route.exec(path)?.groups?.parameter;
  return encoded && decodedSegment(encoded)?.toLowerCase();
}

export const isSending = ({ sending, enforcement }: State): boolean => sending && enforcement !== "SHUTDOWN";

const accountOf = (state: State) => ({
  DedicatedIpAutoWarmupEnabled: false,
  EnforcementStatus: state.enforcement,
  ProductionAccessEnabled: state.production,
  SendQuota: {
    Max24HourSend: state.max24HourSend,
    MaxSendRate: state.production ? 14 : 1,
    SentLast24Hours: state.sentLast24Hours,
  },
  SendingEnabled: isSending(state),
  SuppressionAttributes: { SuppressedReasons: ["BOUNCE", "COMPLAINT"] },
});

export const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

function identityOf(identity: string, { verified, dkim }: State, { senders }: Correspondents): Answer {
  const identities = senders.flatMap((sender) => [sender.toLowerCase(), domainOf(sender).toLowerCase()]);
  if (!identities.includes(identity)) return notFound(`Email identity ${identity} does not exist.`);
  return jsonAnswer(200, {
    IdentityType: identity.includes("@") ? "EMAIL_ADDRESS" : "DOMAIN",
    FeedbackForwardingStatus: true,
    VerifiedForSendingStatus: verified,
    DkimAttributes: {
      SigningEnabled: dkim !== "NOT_STARTED",
      Status: dkim,
      SigningAttributesOrigin: "AWS_SES",
      NextSigningKeyLength: "RSA_2048_BIT",
    },
    Policies: {},
    Tags: [],
    VerificationStatus: verified ? "SUCCESS" : "PENDING",
  });
}

/** Whether SES takes mail to the address and throws it away. */
export const isSuppressed = (address: string, { suppressed }: State, { owners }: Correspondents): boolean =>
  suppressed && owners.some((owner) => owner.toLowerCase() === address.toLowerCase());

function suppressionOf(EmailAddress: string, state: State, known: Correspondents): Answer {
  if (!isSuppressed(EmailAddress, state, known))
    return notFound(`Email address ${EmailAddress} does not exist on your suppression list.`);
  const LastUpdateTime = Date.UTC(2026, 0, 1) / 1_000;
  return jsonAnswer(200, { SuppressedDestination: { EmailAddress, Reason: "BOUNCE", LastUpdateTime } });
}

const notFound = (message: string) => restError(404, "NotFoundException", message);
