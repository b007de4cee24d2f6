import type { Group } from "../command.ts";
import { mail } from "./mail.ts";
import { text } from "./text.ts";

export const sendTest: Group = {
  about: "Send a mail or a text that says it is a test, by the function that sends those of visitors.",
  commands: { mail, text },
  examples: ["send-test mail", "send-test text +66812345678", "send-test mail --stage prod"],
};
