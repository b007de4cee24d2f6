import { createServer } from "node:http";
import { readBody } from "./body.ts";
import { behindFaults, type Refusals } from "./faults.ts";
import { listen } from "./listen.ts";
import { refuseForeign } from "./own-origin.ts";
import { type Answer, type Answering, serve } from "./serve.ts";
import { refuseUnsigned } from "./signature.ts";
import { SNS_ACCOUNT_OPERATIONS } from "./sns-account.ts";
import { judgePublish } from "./sns-publish.ts";
import type { StandIn, Surroundings } from "./stand-in.ts";

const VERSION = "2010-03-31";
const MAX_BODY_BYTES = 256 * 1024;
/** Nobody looks a refusal up by its id here. */
const NO_REQUEST = "00000000-0000-0000-0000-000000000000";

/**
 * SNS over its query protocol: `Publish` to a phone number alone, and what tells of the account. Texts over the price limit
 * are not told apart: SNS accepts them too, and says nothing. Numbers have opted out when the account's state says so.
 */
export const sns: StandIn = {
  endpointSetting: "AWS_ENDPOINT_URL_SNS",
  start: (surroundings) => {
    const work = serve(answering(surroundings), surroundings.report);
    const server = createServer(behindFaults(surroundings.fault, refusals, work));
    return listen(server, surroundings.port, "the port of sns");
  },
};

function answering({ account, region, outbox, nowMs, newId }: Surroundings): Answering {
  return async (request) => {
    const refusal = refuseForeign(request) ?? refuse(request);
    if (refusal !== undefined) return refusal;
    const body = await readBody(request, MAX_BODY_BYTES);
    const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
    if (request.method !== "POST" || !isForm || body === "too-large") {
      return snsError(400, "MalformedQueryString", "The request must be a POST of form fields.");
    }
    const query = new URLSearchParams(body.toString());
    const action = query.get("Action") ?? "";
    const read = SNS_ACCOUNT_OPERATIONS.get(action);
    if ((action !== "Publish" && read === undefined) || query.get("Version") !== VERSION) {
      return snsError(400, "InvalidAction", `There is no such operation of version ${VERSION} here.`);
    }
    if (read !== undefined) {
      const told = read(query, account.state().sns, region);
      return told.ok ? success(action, told.result, newId()) : snsError(told.status, told.code, told.message);
    }
    const judged = judgePublish(query);
    if (!judged.ok) return snsError(400, judged.code, judged.message);
    if (account.state().sns.optedOut) return OPTED_OUT;
    outbox.add({
      channel: "sms",
      provider: "sns",
      ...judged.text,
      source: "",
      at: new Date(nowMs()).toISOString(),
    });
    return success("Publish", `<MessageId>${newId()}</MessageId>`, newId());
  };
}

const refuse = refuseUnsigned("sns", ({ code, message }) =>
  snsError(403, code === "InvalidSignature" ? "SignatureDoesNotMatch" : code, message),
);

const success = (action: string, result: string, requestId: string) =>
  xml(
    200,
    `<${action}Response xmlns="http://sns.amazonaws.com/doc/${VERSION}/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  );

const snsError = (status: number, code: string, message: string) =>
  xml(
    status,
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/${VERSION}/"><Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${NO_REQUEST}</RequestId></ErrorResponse>`,
  );

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { "content-type": "text/xml" },
  body,
});

const OPTED_OUT = snsError(400, "OptedOut", "The phone number has opted out of receiving SMS messages");

const refusals: Refusals = {
  reject: snsError(400, "InvalidParameter", "Invalid parameter: refused by the fault switch"),
  error: snsError(500, "InternalError", "We encountered an internal error. Please try again."),
  throttle: snsError(400, "Throttling", "Rate exceeded"),
  unauthorized: snsError(403, "AuthorizationError", "User is not authorized to perform this operation"),
};
