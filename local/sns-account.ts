import type { AccountState } from "./account.ts";
import { ACCOUNT_ID, arn } from "./arn.ts";

/*
 * What SNS tells of the account. Answers hold nothing that the caller wrote but a topic's ARN that is known: they stand in XML.
 */

/** What comes of a call: the content of its `…Result` element, or how SNS refuses it. */
export type Told =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly status: number; readonly code: string; readonly message: string };

type Operation = (query: URLSearchParams, state: AccountState["sns"], region: string) => Told;

const told = (result: string): Told => ({ ok: true, result });

const getSMSSandboxAccountStatus: Operation = (_query, { sandbox }) =>
  told(`<IsInSandbox>${sandbox}</IsInSandbox>`);

const getSMSAttributes: Operation = (query, { monthlySpendLimitUsd }) => {
  const asked = [...query].flatMap(([name, value]) => (name.startsWith("attributes.member.") ? [value] : []));
  const attributes = Object.entries({ MonthlySpendLimit: monthlySpendLimitUsd })
    .filter(([name]) => asked.length === 0 || asked.includes(name))
    .map(([name, value]) => `<entry><key>${name}</key><value>${value}</value></entry>`);
  return told(`<attributes>${attributes.join("")}</attributes>`);
};

const TOPIC_NAME = /^postern-alerts-(?:dev|prod)$/;

const listSubscriptionsByTopic: Operation = (query, { alerts }, region) => {
  const topicArn = query.get("TopicArn") ?? "";
  const own = arn("sns", region, "");
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(topicArn)) {
    const message = "Invalid parameter: TopicArn";
    return { ok: false, status: 400, code: "InvalidParameter", message };
  }
  if (!topicArn.startsWith(own) || !TOPIC_NAME.test(topicArn.slice(own.length))) {
    return { ok: false, status: 404, code: "NotFound", message: "Topic does not exist" };
  }
  const subscriptionArn =
    alerts === "pending" ? "PendingConfirmation" : `${topicArn}:00000000-0000-0000-0000-000000000000`;
  const member = {
    TopicArn: topicArn,
    Protocol: "email",
    SubscriptionArn: subscriptionArn,
    Owner: ACCOUNT_ID,
    Endpoint: "alerts@example.com",
  };
  const fields = Object.entries(member).map(([name, value]) => `<${name}>${value}</${name}>`);
  const members = alerts === "none" ? "" : `<member>${fields.join("")}</member>`;
  return told(`<Subscriptions>${members}</Subscriptions>`);
};

/** By the `Action` of a call. */
export const SNS_ACCOUNT_OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ["GetSMSSandboxAccountStatus", getSMSSandboxAccountStatus],
  ["GetSMSAttributes", getSMSAttributes],
  ["ListSubscriptionsByTopic", listSubscriptionsByTopic],
]);
