import { answers, type Received, type Respond, type Service, startService } from "./service.ts";

/** One message as it arrived. */
export interface ArrivedText {
  readonly to: string;
  readonly body: string;
  readonly source: string;
  readonly custom_string: string;
  readonly from?: string;
}

export interface ClickSend extends Service {
  readonly arrived: () => readonly ArrivedText[];
  /** What is accepted as Basic credentials from now on. */
  accept(username: string, apiKey: string): void;
}

const json = (status: number, body: object): Respond =>
  answers(status, "application/json", JSON.stringify(body));

/** ClickSend's envelope around an error. */
export const clickSendError = (status: number, response_code = "ERROR"): Respond =>
  json(status, { http_code: status, response_code, response_msg: "Refused by the test.", data: null });

/**
 * A 200 that holds one message with this status. Rejected rows have no parts, no price, and mostly still an id.
 * @param differing members that are otherwise in this answer; an undefined one is left out.
 */
export function clickSendStatus(status: string, differing: object = {}): Respond {
  const isSent = status === "SUCCESS";
  return (response, { body }) => {
    const [message] = JSON.parse(body).messages;
    const row = {
      direction: "out",
      date: 1_706_632_463,
      ...message,
      schedule: 0,
      message_id: `CS-${message.custom_string}`,
      message_parts: isSent ? 1 : 0,
      message_price: isSent ? "0.0800" : "0.0000",
      user_id: 1,
      subaccount_id: 1,
      country: "TH",
      carrier: "planted carrier",
      status,
      ...differing,
    };
    const data = { total_price: 0.08, total_count: 1, queued_count: 1, blocked_count: 0, messages: [row] };
    json(200, {
      http_code: 200,
      response_code: "SUCCESS",
      response_msg: "Messages queued for delivery.",
      data,
    })(response, {} as Received);
  };
}

/** ClickSend as its documentation has it: refuses every request that is not exactly right. */
export async function startClickSend(): Promise<ClickSend> {
  const arrived: ArrivedText[] = [];
  let credentials = "";

  const service = await startService("ClickSend", (response, received) => {
    const fault = faultOf(received);
    if (fault !== undefined) return clickSendError(400, fault)(response, received);
    if (received.headers.authorization !== credentials) {
      return clickSendError(401, "UNAUTHORIZED")(response, received);
    }
    arrived.push(JSON.parse(received.body).messages[0]);
    clickSendStatus("SUCCESS")(response, received);
  });
  return {
    ...service,
    arrived: () => arrived,
    accept: (username, apiKey) => {
      credentials = `Basic ${Buffer.from(`${username}:${apiKey}`).toString("base64")}`;
    },
  };
}

function faultOf({ method, path, headers, body }: Received): string | undefined {
  if (method !== "POST" || path !== "/v3/sms/send") return "NOT_FOUND";
  if (headers["content-type"] !== "application/json") return "BAD_CONTENT_TYPE";
  const { messages, ...others } = JSON.parse(body);
  if (Object.keys(others).length > 0 || messages.length !== 1) return "BAD_ENVELOPE";
  const { to, body: text, source, custom_string, from, ...unknown } = messages[0];
  const isFine =
    /^\+[1-9]\d{6,14}$/.test(to) &&
    [text, source, custom_string].every((each) => typeof each === "string" && each);
  const isKnown = Object.keys(unknown).length === 0 && (from === undefined || typeof from === "string");
  return isFine && isKnown ? undefined : "BAD_MESSAGE";
}
