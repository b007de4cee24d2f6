import { contactSchema } from "../src/config/contact.ts";
import { deliverSchema } from "../src/config/deliver.ts";
import { feedbackSchema } from "../src/config/feedback.ts";
import { formSubmitSchema } from "../src/config/formsubmit.ts";
import type { Schema, Setting } from "../src/config/setting.ts";
import { signupSchema } from "../src/config/signup.ts";
import { smsSchema } from "../src/config/sms.ts";

/** The functions whose settings are documented, by the name of their table. */
const SCHEMAS: Readonly<Record<string, Schema>> = {
  contact: contactSchema,
  sms: smsSchema,
  formsubmit: formSubmitSchema,
  signup: signupSchema,
  deliver: deliverSchema,
  feedback: feedbackSchema,
};

/**
 * The settings that a function reads, as a table.
 * @throws RangeError when there is no function by that name.
 */
export function settingsTable(name: string): string {
  const schema = SCHEMAS[name];
  if (!schema) throw new RangeError(`No settings are known by the name ${name}`);
  const rows = Object.entries(schema).map(
    ([variable, setting]) =>
      `| \`${variable}\` | ${presenceOf(setting)} | ${setting.about} Must be ${setting.kind.shape}. | \`${setting.example}\` |`,
  );
  return ["| variable | default | meaning | example |", "|---|---|---|---|", ...rows].join("\n");
}

const presenceOf = ({ presence }: Setting<unknown>) => {
  if (presence === "required") return "**required**";
  return presence ? `\`${presence.default}\`` : "–";
};
