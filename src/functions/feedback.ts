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
import { type Brought, broughtBy } from "../delivery/feedback-envelope.ts";
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
 * The function `feedback`: SNS, EventBridge or SQS invokes it with what SES tells of mails. One decision line for each. When
 * something of it is to be told again, it names that to SQS (`ReportBatchItemFailures`); for the others it fails, so that Lambda
 * invokes it again with the same event. All else of it has then been taken in.
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
    const brought = broughtBy(event);
    const failed: Brought[] = [];
    for (const each of brought) {
      const at = invocationAt(host, context);
      const conclusion = await concluded(takeIn, each.message, at);
      if (conclusion.error !== undefined) failed.push(each);
      tell(conclusion, at, context);
    }
    const named = brought.every(({ itemIdentifier }) => itemIdentifier !== undefined);
    if (named) return { batchItemFailures: failed.map(({ itemIdentifier }) => ({ itemIdentifier })) };
    if (failed.length > 0) throw new TellAgain(`${failed.length} of the events could not be taken in`);
    return undefined;
  };
}

/** Without a cause, which stands in the decision line: Lambda writes what is thrown into the log, and redacts nothing. */
class TellAgain extends Error {
  override readonly name = "TellAgain";
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
