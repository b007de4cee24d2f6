import { parseEmailAddress } from "../../email/address.ts";
import { parseJsonObject } from "../../http/json-object.ts";
import { command, misused } from "../command.ts";
import { invoke } from "../invoke.ts";
import { readStage, stageOption } from "../stage.ts";
import { judged } from "./judged.ts";

const DEFAULT_ADDRESS = "postern-test@example.com";

/** Of the block that stands for no network (RFC 5737): the test has an hourly limit of its own. */
const NO_VISITORS_ADDRESS = "192.0.2.1";

export const mail = command({
  about:
    "Post a test to the contact form, past API Gateway: the function judges, counts and mails it as any other.",
  options: {
    "reply-to": {
      type: "string",
      value: "ADDRESS",
      about: `The address of the visitor that it pretends to be. Default: ${DEFAULT_ADDRESS}.`,
    },
    ...stageOption,
  },
  examples: ["send-test mail", "send-test mail --stage prod --reply-to ada@example.com"],
  run: async ({ "reply-to": email = DEFAULT_ADDRESS, stage }, shell) => {
    if (!parseEmailAddress(email)) {
      return misused("That is not an e-mail address.", "Write, for example, --reply-to ada@example.com.");
    }
    const staged = readStage(stage, shell);
    if (!staged.ok) return staged;
    // With its moment in it no test is taken for one that was sent before.
    const message = `This is a test by "postern send-test mail", sent at ${new Date(shell.nowMs()).toISOString()}. No visitor wrote it.`;
    const event = {
      httpMethod: "POST",
      path: "/contact",
      headers: { "content-type": "application/json" },
      requestContext: { identity: { sourceIp: NO_VISITORS_ADDRESS } },
      body: JSON.stringify({ name: "Postern test", email, message }),
    };
    const invoked = await invoke("contact", event, staged, shell);
    if (!invoked.ok) return invoked;
    const answer = parseJsonObject(String(invoked.answer?.body ?? ""));
    return judged("mail", invoked.called, answer, REMEDIES);
  },
});

const REMEDIES: Readonly<Record<string, string>> = {
  FORBIDDEN:
    "With REQUIRE_EDGE the function takes messages through CloudFront alone: write one on your page.",
  RATE_LIMITED: "Tests have the hourly limit of one visitor: try again in the next hour.",
  DISPOSABLE_EMAIL: "Name an address of yours: --reply-to ADDRESS.",
  INVALID_EMAIL: "Name an address of yours: --reply-to ADDRESS.",
};
