import { createServer, type RequestListener } from "node:http";
import { behindFaults, type Refusals } from "./faults.ts";
import { restError } from "./json-answer.ts";
import { listen } from "./listen.ts";
import { refuseForeign } from "./own-origin.ts";
import { type Answering, pathOf, send, serve } from "./serve.ts";
import { type Correspondents, isSuppressed, readSesAccount } from "./ses-account.ts";
import { sendEmail } from "./ses-send.ts";
import { refuseUnsigned } from "./signature.ts";
import type { StandIn, Surroundings } from "./stand-in.ts";

/** SES v2: `SendEmail`, and what tells of the account that it sends from. */
export const ses: StandIn = {
  endpointSetting: "AWS_ENDPOINT_URL_SESV2",
  start: (surroundings) => {
    const work = serve(answering(surroundings), surroundings.report);
    const server = createServer(behindFaults(surroundings.fault, refusals, work));
    return listen(server, surroundings.port, "the port of ses");
  },
};

function answering(surroundings: Surroundings): Answering {
  const { account, valuesOf } = surroundings;
  const [senders, recipients] = [valuesOf("FROM_EMAIL"), valuesOf("TO_EMAIL")];
  const known: Correspondents = { senders, owners: recipients.length > 0 ? recipients : senders };
  const state = () => account.state().ses;
  const sending = sendEmail(surroundings, (address) => isSuppressed(address, state(), known));
  return (request) => {
    const refusal = refuseForeign(request) ?? refuse(request);
    if (refusal !== undefined) return refusal;
    const path = pathOf(request);
    if (request.method === "POST" && path === "/v2/email/outbound-emails") return sending(request);
    const told = request.method === "GET" ? readSesAccount(path, state(), known) : undefined;
    return (
      told ?? restError(404, "UnknownOperationException", "The requested operation is not supported here.")
    );
  };
}

const refuse = refuseUnsigned("ses", ({ code, message }) => restError(403, `${code}Exception`, message));

/** Only a message can be rejected. */
const reject: RequestListener = (request, response) => {
  request.on("error", () => undefined).resume();
  const type = request.method === "POST" ? "MessageRejected" : "BadRequestException";
  send(response, restError(400, type, "Refused by the fault switch"));
};

const refusals: Refusals = {
  reject,
  error: restError(500, "InternalFailure", "The request processing has failed because of an unknown error."),
  throttle: restError(429, "TooManyRequestsException", "Maximum sending rate exceeded."),
  unauthorized: restError(403, "AccessDeniedException", "User is not authorized to perform this operation"),
};
