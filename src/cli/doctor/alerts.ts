import { paginateListSubscriptionsByTopic, SNSClient } from "@aws-sdk/client-sns";
import { deployedName } from "../deployed-name.ts";
import { ask, askingConfig, notSeen } from "./ask.ts";
import { ok, warning } from "./finding.ts";
import { permission } from "./permission.ts";
import type { Subject } from "./subject.ts";

const LIST = permission("sns:ListSubscriptionsByTopic", (suffix) => `*:*:${deployedName("alerts", suffix)}`);

/** Whether anybody would hear of an alarm. */
export const alerts: Subject = {
  title: "Alarms",
  permissions: [LIST],
  look: async ({ functions, connection, suffix }) => {
    const [known] = Object.values(functions);
    if (known === undefined) return [];
    const [, partition, , region, account] = known.arn.split(":");
    const name = deployedName("alerts", suffix);
    const query = { TopicArn: `arn:${partition}:sns:${region}:${account}:${name}` };
    const client = new SNSClient(askingConfig(connection("SNS")));
    const asked = await ask(LIST, async (limit) => {
      const arns: string[] = [];
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, query, limit))
        arns.push(...Subscriptions.flatMap(({ SubscriptionArn }) => SubscriptionArn ?? []));
      return arns;
    });
    if (!asked.answered) {
      return asked.error === "NotFound"
        ? [warning("alerts", `There is no topic ${name}: nobody hears of an alarm.`, "Deploy it.")]
        : [notSeen("alerts", "Who hears of an alarm", asked)];
    }
    // Before it is confirmed there stands PendingConfirmation instead.
    if (asked.value.some((arn) => arn.startsWith("arn:")))
      return [ok("alerts", "Somebody hears of an alarm.")];
    return asked.value.length === 0
      ? [warning("alerts", `Nobody has subscribed to ${name}: no alarm is heard.`, SUBSCRIBE)]
      : [warning("alerts", `No subscription to ${name} is confirmed: no alarm is heard.`, CONFIRM)];
  },
};

const SUBSCRIBE = "Deploy with your address as AlertEmail, and confirm the mail that comes.";
const CONFIRM =
  "Follow the link in the mail from AWS Notifications; it is valid for three days. Later, subscribe again.";
