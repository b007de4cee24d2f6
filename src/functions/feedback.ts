import { lazily } from "../aws/lazily.ts";
import { type FeedbackSettings, feedbackSchema } from "../config/feedback.ts";
import { readSettings } from "../config/setting.ts";
import {
  FEEDBACK,
  type FeedbackOptions,
  feedback,
  type LostBy,
  type TakesFeedback,
} from "../delivery/feedback.ts";
import { parseEmailAddress } from "../email/address.ts";
import { type FindingCache, findingCache } from "../email/finding-cache.ts";
import { type EmailReason, isSendable } from "../email/verdict.ts";
import type { At } from "../gate/check.ts";
import { isUnavailable } from "../gate/is-unavailable.ts";
import type { Conclusion } from "../gate/trail.ts";
import type { AnswerStore } from "../stores/answer-store.ts";
import type { MailEventStore } from "../stores/mail-event-store.ts";
import { misconfigured } from "./configuration-error.ts";
import { decisions } from "./decisions.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { invocationAt } from "./invocation-at.ts";
import { lazyTable } from "./lazy-table.ts";
import { logReady } from "./log-ready.ts";
import { hashKey, secretReader } from "./secrets.ts";

/**
 * The function `feedback`: SNS invokes it with what SES tells of mails. One decision line for each. It fails, so that Lambda
 * invokes it again with the same event, when something of it is to be told again; all else of it has then been taken in.
 */
export function feedbackFunction(host: Host): LambdaHandler {
  const read = readSettings(feedbackSchema, host.env);
  if (!read.ok) {
    const tellMisconfigured = misconfigured(host, FEEDBACK, read.faults);
    return async (_, { awsRequestId }) => {
      tellMisconfigured(awsRequestId);
      throw new TellAgain("the settings are wrong");
    };
  }
  const { settings } = read;
  logReady(host, settings.LOG_LEVEL, FEEDBACK, feedbackSchema);
  const takeIn = realFeedback(host, settings);

  const tell = decisions(host, settings);
  return async (event, context) => {
    let failed = 0;
    for (const message of messagesOf(event)) {
      const at = invocationAt(host, context);
      const conclusion = await concluded(takeIn, message, at);
      if (conclusion.error !== undefined) failed += 1;
      tell(conclusion, at, context);
    }
    if (failed > 0) throw new TellAgain(`${failed} of the events could not be taken in`);
  };
}

/** Without a cause, which stands in the decision line: Lambda writes what is thrown into the log, and redacts nothing. */
class TellAgain extends Error {
  override readonly name = "TellAgain";
}

/** Whatever is no message of SNS stands as `undefined`, which is as malformed as can be. */
function messagesOf(event: unknown): readonly unknown[] {
  const { Records } = (event ?? {}) as { readonly Records?: unknown };
  if (!Array.isArray(Records)) return [undefined];
  return Records.map(
    (record: { readonly Sns?: { readonly Message?: unknown } } | null) => record?.Sns?.Message,
  );
}

async function concluded(takeIn: TakesFeedback, message: unknown, at: At): Promise<Conclusion> {
  try {
    return await takeIn(message, at);
  } catch (error) {
    const reason = isUnavailable(error) ? "UNAVAILABLE" : "INTERNAL_ERROR";
    return { gate: FEEDBACK, outcome: "failed", reason, error, trail: [] };
  }
}

function realFeedback(host: Host, settings: FeedbackSettings): TakesFeedback {
  const { AWS_REGION, SIGNUP_TABLE, EMAIL_HASH_SECRET_ARN } = settings;
  const table = lazyTable(host, AWS_REGION, SIGNUP_TABLE);
  return feedback({
    events: lazily<Pick<MailEventStore, "add">>({ add: true }, async () => {
      const { dynamoDbMailEvents } = await import("../stores/dynamodb-mail-events.ts");
      return dynamoDbMailEvents(await table());
    }),
    giveUpOn: rememberLost(
      findingCache({
        store: lazily<AnswerStore>({ find: true, keep: true }, async () => {
          const { dynamoDbAnswers } = await import("../stores/dynamodb-answers.ts");
          return dynamoDbAnswers(await table());
        }),
        key: hashKey(host, secretReader(host, AWS_REGION), EMAIL_HASH_SECRET_ARN),
      }),
    ),
  });
}

const REASONS: Readonly<Record<LostBy, EmailReason>> = { bounced: "BOUNCED", complained: "COMPLAINED" };

/** Where sign-ups look first: the cache of what is known of addresses. */
function rememberLost(cache: FindingCache): FeedbackOptions["giveUpOn"] {
  return async (text, because, at) => {
    const address = parseEmailAddress(text);
    // A mail server may name whatever it likes. What nobody can sign up with needs no refusing.
    if (!address || !isSendable(address)) return;
    const finding = { status: "undeliverable", reason: REASONS[because], disposable: false } as const;
    await cache.keep(address, finding, at);
  };
}
