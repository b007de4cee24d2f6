import { createServer, type IncomingMessage } from "node:http";
import { readBody } from "./body.ts";
import { behindFaults, type Refusals } from "./faults.ts";
import { listen } from "./listen.ts";
import { refuseForeign } from "./own-origin.ts";
import { type Answer, type Answering, pathOf, serve } from "./serve.ts";
import { eventsOf } from "./ses-events.ts";
import { judgeMail, type SesAccount } from "./ses-mail.ts";
import { signatureFault } from "./signature.ts";
import type { StandIn, Surroundings } from "./stand-in.ts";

/** The largest message SES takes over its API, encoded. */
const MAX_MESSAGE_BYTES = 40 * 1024 * 1024;

/** SES v2, `SendEmail` alone: refuses what AWS refuses, and puts what it takes into the outbox. */
export const ses: StandIn = {
  endpointSetting: "AWS_ENDPOINT_URL_SESV2",
  start: (surroundings) => {
    const work = serve(answering(surroundings), surroundings.report);
    const server = createServer(behindFaults(surroundings.fault, refusals, work));
    return listen(server, surroundings.port, "the port of ses");
  },
};

function answering({ outbox, valuesOf, region, nowMs, newId, onMailEvent }: Surroundings): Answering {
  const account: SesAccount = {
    region,
    identities: valuesOf("FROM_EMAIL"),
    configurationSets: valuesOf("CONFIGURATION_SET"),
  };
  return async (request) => {
    const refusal = refuseForeign(request) ?? refuseUnsigned(request);
    if (refusal !== undefined) return refusal;
    if (request.method !== "POST" || pathOf(request) !== "/v2/email/outbound-emails") {
      return sesError(404, "UnknownOperationException", "The requested operation is not supported here.");
    }
    const body = await readBody(request, MAX_MESSAGE_BYTES);
    if (body === "too-large")
      return sesError(400, "BadRequestException", "Message length exceeds the limit.");
    const judged = judgeMail(parse(body), account);
    if (!judged.ok) return sesError(judged.status, judged.type, judged.message);
    const { mail, configurationSet } = judged;
    const [messageId, acceptedAtMs] = [newId(), nowMs()];
    outbox.add({ channel: "email", ...mail, at: new Date(acceptedAtMs).toISOString() });
    if (configurationSet !== undefined && onMailEvent) {
      const accepted = { messageId, mail, configurationSet, nowMs: acceptedAtMs, newId };
      for (const event of eventsOf(accepted)) onMailEvent(event);
    }
    return jsonAnswer(200, { MessageId: messageId });
  };
}

function refuseUnsigned(request: IncomingMessage): Answer | undefined {
  const fault = signatureFault(request, "ses");
  return fault && sesError(403, `${fault.code}Exception`, fault.message);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

const sesError = (status: number, type: string, message: string): Answer =>
  jsonAnswer(status, { message }, { "x-amzn-errortype": type });

function jsonAnswer(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return { status, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

const refusals: Refusals = {
  reject: sesError(400, "MessageRejected", "Refused by the fault switch"),
  error: sesError(500, "InternalFailure", "The request processing has failed because of an unknown error."),
  throttle: sesError(429, "TooManyRequestsException", "Maximum sending rate exceeded."),
  unauthorized: sesError(403, "AccessDeniedException", "User is not authorized to perform `ses:SendEmail'"),
};
