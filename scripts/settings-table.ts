import { contactSchema } from "../src/config/contact.ts";
import { formSubmitSchema } from "../src/config/formsubmit.ts";
import type { Schema, Setting } from "../src/config/setting.ts";
import { smsSchema } from "../src/config/sms.ts";

/** The functions whose settings are documented, by the name of their table. */
const SCHEMAS: Readonly<Record<string, Schema>> = {
  contact: contactSchema,
  sms: smsSchema,
  formsubmit: formSubmitSchema,
};

const TABLE = /<!-- settings:(?<name>[\w-]+) -->\n[\s\S]*?<!-- \/settings -->/g;

/**
 * A document with its settings tables written anew from the schemas that the functions read.
 * @throws RangeError when a table names a function that there is not.
 */
export function withSettingsTables(markdown: string): string {
  return markdown.replaceAll(TABLE, (_, name: string) => {
    const schema = SCHEMAS[name];
    if (!schema) throw new RangeError(`No settings are known by the name ${name}`);
    return `<!-- settings:${name} -->\n${settingsTable(schema)}\n<!-- /settings -->`;
  });
}

function settingsTable(schema: Schema): string {
  const rows = Object.entries(schema).map(
    ([name, setting]) =>
      `| \`${name}\` | ${presenceOf(setting)} | ${setting.about} Must be ${setting.kind.shape}. | \`${setting.example}\` |`,
  );
  return ["| variable | default | meaning | example |", "|---|---|---|---|", ...rows].join("\n");
}

const presenceOf = ({ presence }: Setting<unknown>) => {
  if (presence === "required") return "**required**";
  return presence ? `\`${presence.default}\`` : "–";
};
