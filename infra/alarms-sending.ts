import { Duration } from "aws-cdk-lib";
import { MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { A_QUARTER, metricsOf } from "./alarms-metrics.ts";
import { command, pausing, type Watch } from "./alarms-watch.ts";
import type { Stage } from "./stage.ts";

/** What Lambda does not see: these requests were answered, and still nothing went as it should. */
export function sendingWatches(stage: Stage): readonly Watch[] {
  const { counted, countedAnywhere, decisions, decisionsWhere } = metricsOf(stage);
  return [
    {
      name: "internal-errors",
      means: "A function met something that it has no answer for, and answered 500 (INTERNAL_ERROR).",
      todo: "look for INTERNAL_ERROR in the logs: the line says which check broke and on what. It is a bug or a wrong setting.",
      metric: decisionsWhere("reason = 'INTERNAL_ERROR'"),
      threshold: 1,
    },
    {
      name: "configuration-errors",
      means: "A function was deployed with a wrong setting, and does nothing (CONFIGURATION_ERROR).",
      todo: "look for `the settings are wrong` in the logs: the line names each, with its remedy. Then deploy with the parameters mended.",
      metric: decisionsWhere("reason = 'CONFIGURATION_ERROR'"),
      threshold: 1,
    },
    {
      name: "mail-failures",
      means: "SES did not take a mail, and a visitor was told that it failed (SEND_FAILED).",
      todo: "see whether SES is paused, over its quota or still in the sandbox, and whether the sender is verified.",
      // A text and a queued message have alarms of their own; both are tried elsewhere, or again.
      metric: decisionsWhere("reason = 'SEND_FAILED' AND gate != 'sms' AND gate != 'deliver'"),
      threshold: 1,
    },
    {
      name: "sms-fallback-rate",
      means: "One text in five or more went through SNS, because ClickSend did not take it.",
      todo: "look at ClickSend: its status page, the account's balance, the credentials in the secret. Texts still go.",
      metric: new MathExpression({
        label: "texts by the second provider, %",
        // Three at least: one text of a quiet night is no rate. Without queued texts: `deliver` counts them among its mails.
        expression: "IF(fallbacks >= 3, 100 * fallbacks / gone, 0)",
        usingMetrics: {
          fallbacks: counted("Fallbacks", "sms", A_QUARTER),
          gone: decisions({ gate: "sms", outcome: "sent", reason: "SENT" }, A_QUARTER),
        },
        period: A_QUARTER,
      }),
      threshold: 20,
    },
    {
      name: "sms-providers-down",
      means: "Three texts or more within 15 minutes went through neither ClickSend nor SNS.",
      todo: "read `detail` in the lines with SEND_FAILED of the function sms: each provider's own code stands there. Balance, spend limit and credentials come first.",
      // Three, because one number that no provider takes fails in the same way.
      metric: decisionsWhere("gate = 'sms' AND reason = 'SEND_FAILED' AND outcome != 'refused'", A_QUARTER),
      threshold: 3,
    },
    {
      name: "degraded",
      means: "A decision was made without something it needs: mostly a table that could not be asked.",
      todo: "look at `degraded` in the log, which says what was missing and what was done instead. Then at DynamoDB: throttled writes, a reached maximum throughput, a missing right.",
      metric: countedAnywhere("Degraded"),
      threshold: 1,
    },
    {
      name: "deliver-store-failures",
      means:
        "Queued messages could not be claimed, because their table could not be asked (STORE_UNAVAILABLE).",
      todo: "look at DynamoDB: throttled writes, a reached maximum throughput, a missing right. The messages come again, until they are in the dead-letter queue.",
      metric: decisions({ gate: "deliver", outcome: "refused", reason: "STORE_UNAVAILABLE" }),
      threshold: 1,
    },
    {
      name: "sending-stopped",
      means:
        "Queued messages cannot go today: an address that is not verified, the sandbox, a paused account, a quota, no credit, a wrong setting, or your ceiling on money.",
      todo: `end the cause within half an hour; after that they are in the dead-letter queue, and ${command(stage, "dlq replay --all")} brings them back.`,
      metric: decisions({ gate: "deliver", outcome: "failed", reason: "SENDING_STOPPED" }),
      threshold: 1,
    },
    {
      name: "signups-paused",
      means:
        "Sign-ups are refused: too many mails of today and yesterday bounced, or were reported as spam (SENDING_PAUSED).",
      todo: `run ${command(stage, "bounces")}, and look at the dashboard for a flood of sign-ups. It ends by itself, when those days have passed; sooner, if you raise MaxBouncePercent or MaxComplaintPercent.`,
      metric: decisions({ gate: "signup", outcome: "refused", reason: "SENDING_PAUSED" }),
      threshold: 1,
    },
    ...reputationWatches(stage),
  ];
}

/** AWS reviews an account at 5 % bounces or 0.1 % complaints, and pauses it at 10 % or 0.5 %. */
function reputationWatches(stage: Stage): readonly Watch[] {
  const bounces = (percent: number) => ({
    name: `bounces-${percent}-percent`,
    means: `${percent} % or more of your mails bounce. At 5 % AWS reviews the account, at 10 % it may stop all mail.`,
    todo: `run ${command(stage, "bounces")}. If sign-ups bring the bounces, set MaxBouncePercent, or run ${pausing(stage, "signup")}.`,
    metric: reputation("Reputation.BounceRate"),
    threshold: percent / 100,
  });
  const complaints = (percent: number) => ({
    name: `complaints-${String(percent).replace(".", "-")}-percent`,
    means: `${percent} % or more of your mails are reported as spam. At 0.1 % AWS reviews the account, at 0.5 % it may stop all mail.`,
    todo: `run ${command(stage, "bounces")}. Stop whatever writes to people who did not ask: set MaxComplaintPercent, or run ${pausing(stage, "signup")}.`,
    metric: reputation("Reputation.ComplaintRate"),
    threshold: percent / 100,
  });
  return [bounces(2), bounces(5), complaints(0.05), complaints(0.1)];
}

/** Of the whole account in this Region, as a number from 0 to 1. */
const reputation = (metricName: string) =>
  new Metric({ namespace: "AWS/SES", metricName, statistic: "Maximum", period: Duration.hours(1) });
