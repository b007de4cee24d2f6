import type { IncomingMessage } from "node:http";
import { readBody } from "./body.ts";
import { jsonAnswer, restError } from "./json-answer.ts";
import type { Answer } from "./serve.ts";
import { eventsOf } from "./ses-events.ts";
import { addressOf, judgeMail } from "./ses-mail.ts";
import type { Surroundings } from "./stand-in.ts";

/** The largest message SES takes over its API, encoded. */
const MAX_MESSAGE_BYTES = 40 * 1024 * 1024;

/**
 * `SendEmail`: refuses what AWS refuses, and puts what it takes into the outbox.
 * @param suppresses Whether mail to an address is taken and thrown away.
 */
export function sendEmail(surroundings: Surroundings, suppresses: (address: string) => boolean) {
  const { account, outbox, valuesOf, region, nowMs, newId, onMailEvent } = surroundings;
  const [identities, configurationSets] = [valuesOf("FROM_EMAIL"), valuesOf("CONFIGURATION_SET")];
  return async (request: IncomingMessage): Promise<Answer> => {
    const body = await readBody(request, MAX_MESSAGE_BYTES);
    if (body === "too-large")
      return restError(400, "BadRequestException", "Message length exceeds the limit.");
    const { ses: state } = account.state();
    const judged = judgeMail(parse(body), { region, identities, configurationSets, state });
    if (!judged.ok) return restError(judged.status, judged.type, judged.message);
    const { mail, configurationSet } = judged;
    const [messageId, acceptedAtMs] = [newId(), nowMs()];
    const to = mail.to.filter((mailbox) => !suppresses(addressOf(mailbox)));
    if (to.length > 0)
      outbox.add({ channel: "email", ...mail, to, at: new Date(acceptedAtMs).toISOString() });
    if (configurationSet !== undefined && onMailEvent) {
      const accepted = { messageId, mail, configurationSet, nowMs: acceptedAtMs, newId };
      for (const event of eventsOf(accepted)) onMailEvent(event);
    }
    return jsonAnswer(200, { MessageId: messageId });
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
