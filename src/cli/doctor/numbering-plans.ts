import { LambdaClient } from "@aws-sdk/client-lambda";
import { ageDays, areOld } from "../../sms/plans-age.ts";
import { NUMBERING_PLANS_DATE } from "../../sms/plans-date.ts";
import { askingConfig, notSeen } from "./ask.ts";
import { type Finding, ok, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";
import { askForTags, LIST_TAGS } from "./tags.ts";

/** How old the numbering plans are that the deployed function `sms` judges numbers by. */
export const numberingPlans: Subject = {
  title: "Numbering plans",
  permissions: [LIST_TAGS],
  look: async ({ stage, functions: { sms }, connection, nowMs }) => {
    if (sms === undefined) return [];
    if (stage === "local") {
      const says = `Not deployed: npm start runs the sources, with the numbering plans of ${NUMBERING_PLANS_DATE}.`;
      return [ok("numbering-plans", says)];
    }
    const asked = await askForTags(new LambdaClient(askingConfig(connection("LAMBDA"))), sms);
    if (!asked.answered) return [notSeen("numbering-plans", "The tags of sms", asked)];
    const date = asked.value["numbering-plans"];
    if (date !== undefined && /^\d{4}-\d\d-\d\d$/.test(date)) return [ageFinding(date, nowMs)];
    const says = "sms has no tag numbering-plans, so their age is unknown.";
    return [
      warning("numbering-plans", says, "Deploy it with the stack of this version, which sets the tag."),
    ];
  },
};

function ageFinding(date: string, nowMs: number): Finding {
  const says = `sms knows the numbering plans of ${date}, which are ${ageDays(date, nowMs)} days old`;
  return areOld(date, nowMs)
    ? warning(
        "numbering-plans",
        `${says}: it writes to ranges that they do not know, and pays for numbers that do not exist.`,
        "Update libphonenumber-js, npm run build, and deploy.",
      )
    : ok("numbering-plans", `${says}.`);
}
