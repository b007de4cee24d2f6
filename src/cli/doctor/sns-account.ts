import { GetSMSAttributesCommand, GetSMSSandboxAccountStatusCommand, SNSClient } from "@aws-sdk/client-sns";
import { ask, askingConfig, notSeen } from "./ask.ts";
import { type Finding, failure, ok, warning } from "./finding.ts";
import { permission } from "./permission.ts";
import type { Subject } from "./subject.ts";

const GET_SANDBOX = permission("sns:GetSMSSandboxAccountStatus");
const GET_ATTRIBUTES = permission("sns:GetSMSAttributes");

/** Whether SNS would carry a text when ClickSend does not. */
export const snsAccount: Subject = {
  title: "SNS account",
  permissions: [GET_SANDBOX, GET_ATTRIBUTES],
  look: async ({ settings, connection }) => {
    if (!settings.sms && settings.deliver?.CLICKSEND_SECRET_ARN === undefined) return [];
    const sns = new SNSClient(askingConfig(connection("SNS")));
    return Promise.all([sandboxFinding(sns), spendLimitFinding(sns)]);
  },
};

async function sandboxFinding(sns: SNSClient): Promise<Finding> {
  const asked = await ask(GET_SANDBOX, (limit) => sns.send(new GetSMSSandboxAccountStatusCommand({}), limit));
  if (!asked.answered) return notSeen("sns-sandbox", "Whether SNS is in its sandbox", asked);
  return asked.value.IsInSandbox
    ? failure(
        "sns-sandbox",
        "SNS is in its sandbox: where ClickSend fails, texts reach verified numbers only.",
        "Ask AWS to leave it: SNS console, Text messaging (SMS), Exit SMS sandbox.",
      )
    : ok("sns-sandbox", "SNS is out of its sandbox.");
}

/** What AWS gives every account until somebody asks for more. Unset, it is this as well. */
const FIRST_LIMIT_USD = 1;
const RAISE_IT =
  "Ask AWS for a higher SMS spending quota, then: aws sns set-sms-attributes --attributes MonthlySpendLimit=USD.";

async function spendLimitFinding(sns: SNSClient): Promise<Finding> {
  const command = new GetSMSAttributesCommand({ attributes: ["MonthlySpendLimit"] });
  const asked = await ask(GET_ATTRIBUTES, (limit) => sns.send(command, limit));
  if (!asked.answered) return notSeen("sns-spend-limit", "What SNS may spend in a month", asked);
  const limitUsd = Number(asked.value.attributes?.MonthlySpendLimit ?? FIRST_LIMIT_USD);
  if (!(limitUsd > 0)) {
    const says = "SNS may spend nothing on texts: where ClickSend fails, none is sent.";
    return failure("sns-spend-limit", says, RAISE_IT);
  }
  return limitUsd <= FIRST_LIMIT_USD
    ? warning(
        "sns-spend-limit",
        `SNS stops at ${limitUsd} USD a month, where every account begins: that is a few dozen texts.`,
        RAISE_IT,
      )
    : ok("sns-spend-limit", `SNS may spend ${limitUsd} USD a month on texts.`);
}
