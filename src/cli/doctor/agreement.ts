import type { Check } from "./checks.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, failure, ok, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** Whether functions that work together were told the same. */
export const agreement: Subject = {
  title: "Agreement between the functions",
  permissions: [],
  look: async (deployment) => {
    const findings = [...queuedMail(deployment), ...queuedTexts(deployment), ...mailEvents(deployment)];
    const { length } = Object.keys(deployment.settings);
    return findings.length === 0 && length > 1 ? [ok("agreement", "They agree.")] : findings;
  },
};

/** What `contact` queues, `deliver` sends. */
function queuedMail({ settings: { contact, deliver }, absent }: Deployment): readonly Finding[] {
  if (contact?.DELIVERY_QUEUE_URL === undefined) return [];
  if (absent.includes("deliver")) {
    const remedy = "Deploy deliver, or leave DELIVERY_QUEUE_URL out of contact.";
    return contact.DELIVERY === "queue"
      ? [failure("queue-consumer", "contact queues every message, and deliver is not deployed.", remedy)]
      : [
          warning(
            "queue-consumer",
            "contact queues what it cannot send, and deliver is not deployed.",
            remedy,
          ),
        ];
  }
  if (deliver === undefined) return [];
  const both = (setting: "RATE_TABLE" | "DAILY_SPEND_LIMIT_USD") =>
    [setting, { contact: contact[setting], deliver: deliver[setting] }] as const;
  return [
    ...unlike("mail-table", ...both("RATE_TABLE"), ONE_PLACE),
    ...unlike("mail-ceiling", ...both("DAILY_SPEND_LIMIT_USD"), GOES_ROUND),
  ];
}

/** What `sms` queues, `deliver` sends, if it has what that takes. */
function queuedTexts({ settings: { sms, deliver }, absent }: Deployment): readonly Finding[] {
  if (sms?.DELIVERY_QUEUE_URL === undefined) return [];
  if (absent.includes("deliver")) {
    const says = "sms queues texts, and deliver is not deployed.";
    return [failure("queue-consumer", says, "Deploy deliver, or leave DELIVERY_QUEUE_URL out of sms.")];
  }
  if (deliver === undefined) return [];
  if (deliver.CLICKSEND_SECRET_ARN === undefined) {
    const says = "sms queues texts, and deliver has no CLICKSEND_SECRET_ARN: none is delivered.";
    return [failure("queued-texts", says, "Give deliver the CLICKSEND_SECRET_ARN of sms.")];
  }
  const tables = { sms: sms.TABLE_NAME, deliver: deliver.TABLE_NAME };
  const ceilings = {
    "sms (there DAILY_SPEND_LIMIT_USD)": sms.DAILY_SPEND_LIMIT_USD,
    deliver: deliver.TEXT_DAILY_SPEND_LIMIT_USD,
  };
  const ofCountries = {
    sms: entriesOf(sms.COUNTRY_SPEND_LIMITS_USD),
    deliver: entriesOf(deliver.COUNTRY_SPEND_LIMITS_USD),
  };
  return [
    ...unlike("text-table", "TABLE_NAME", tables, ONE_PLACE),
    ...unlike("text-ceiling", "TEXT_DAILY_SPEND_LIMIT_USD", ceilings, GOES_ROUND),
    ...unlike("country-ceilings", "COUNTRY_SPEND_LIMITS_USD", ofCountries, GOES_ROUND),
  ];
}

const entriesOf = (amounts: ReadonlyMap<string, number> | undefined) =>
  amounts && JSON.stringify([...amounts].toSorted());

/** What became of mails, `feedback` writes and `signup` reads. */
function mailEvents({ settings: { signup, feedback }, absent }: Deployment): readonly Finding[] {
  if (signup === undefined) return [];
  if (signup.CONFIGURATION_SET !== undefined && absent.includes("feedback")) {
    const says = "signup has its bounces reported, and feedback, which takes them in, is not deployed.";
    return [warning("mail-events", says, "Deploy feedback, or leave CONFIGURATION_SET out of signup.")];
  }
  if (feedback === undefined) return [];
  const both = (setting: "SIGNUP_TABLE" | "EMAIL_HASH_SECRET_ARN") =>
    [setting, { signup: signup[setting], feedback: feedback[setting] }] as const;
  return [
    ...unlike("mail-events", ...both("SIGNUP_TABLE"), GOES_ON),
    ...unlike("mail-events", ...both("EMAIL_HASH_SECRET_ARN"), GOES_ON),
  ];
}

const ONE_PLACE = "what is sent and spent is counted in one place.";
const GOES_ROUND = "else the ceiling on money does not hold for what comes out of the queue (docs/spend.md).";
const GOES_ON = "else signup does not learn of bounces, and goes on writing.";

/** The values themselves are not told: some name secrets. */
function unlike(
  check: Check,
  setting: string,
  values: Readonly<Record<string, string | number | undefined>>,
  because: string,
): readonly Finding[] {
  if (new Set(Object.values(values)).size === 1) return [];
  const names = Object.keys(values);
  const lacking = names.filter((name) => values[name] === undefined);
  const having = names.filter((name) => values[name] !== undefined);
  const says =
    lacking.length === 0
      ? `${setting} differs between ${names.join(" and ")}.`
      : `${setting} is set for ${having.join()}, and not for ${lacking.join()}.`;
  return [warning(check, says, `Set both the same: ${because}`)];
}
