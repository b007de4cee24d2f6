import { isUnavailable } from "../gate/is-unavailable.ts";
import { type Posted, PostFailed, postJson } from "../http/post-json.ts";
import type { TextFailure, TextMessage, TextResult, TextSender } from "./text-sender.ts";

export interface ClickSendCredentials {
  readonly username: string;
  readonly apiKey: string;
}

export interface ClickSendOptions {
  /** Reads the credentials; `fresh` when ClickSend has just refused those that it gave before. */
  readonly credentials: (fresh: boolean) => Promise<ClickSendCredentials>;
  /** Sender id or number. Default: what the account chooses. */
  readonly from?: string | undefined;
  /** Default `https://rest.clicksend.com`. */
  readonly url?: string | undefined;
  /** Default 2,000. */
  readonly connectTimeoutMs?: number;
  /** Default 8,000. */
  readonly readTimeoutMs?: number;
}

const PRODUCTION = "https://rest.clicksend.com";

/**
 * ClickSend's REST API v3, `POST /v3/sms/send`, one message a call. There is no idempotency key, so nothing whose
 * outcome is unknown is sent again; `custom_string` lets it be found later. A 401 is the one exception: nothing was
 * sent, and the credentials may have been rotated.
 */
export function clickSend(options: ClickSendOptions): TextSender {
  const { credentials, from, connectTimeoutMs = 2_000, readTimeoutMs = 8_000 } = options;
  const url = new URL("/v3/sms/send", options.url ?? PRODUCTION);

  const post = (message: TextMessage, { username, apiKey }: ClickSendCredentials) =>
    postJson({
      url,
      headers: { authorization: `Basic ${Buffer.from(`${username}:${apiKey}`).toString("base64")}` },
      body: JSON.stringify({ messages: [clickSendMessage(message, from)] }),
      connectTimeoutMs,
      readTimeoutMs,
    });

  return {
    name: "ClickSend",
    send: async (message) => {
      try {
        const known = await credentials(false);
        const first = await post(message, known);
        if (first.status !== 401) return resultOf(first);
        const fresh = await credentials(true);
        return resultOf(areSame(known, fresh) ? first : await post(message, fresh));
      } catch (error) {
        if (isUnavailable(error)) return { ...failed("ours", "NO_CREDENTIALS"), error };
        if (error instanceof PostFailed) {
          return { ...failed(error.arrived ? "unknown" : "ours", error.code), error };
        }
        throw error;
      }
    },
  };
}

const areSame = (one: ClickSendCredentials, other: ClickSendCredentials) =>
  one.username === other.username && one.apiKey === other.apiKey;

const clickSendMessage = ({ to, body, source, reference }: TextMessage, from: string | undefined) => ({
  to,
  body,
  source,
  custom_string: reference,
  ...(from !== undefined && { from }),
});

/** A rejection of the message arrives inside a 200. */
function resultOf({ status, body }: Posted): TextResult {
  if (status < 200 || status > 299) return failed(HTTP_FAILURES.get(status) ?? "unknown", `HTTP_${status}`);
  const { status: said, message_id: messageId } = firstMessage(body);
  if (typeof said !== "string") return failed("unknown", "MALFORMED_ANSWER");
  if (said === "SUCCESS") {
    return typeof messageId === "string" ? { sent: true, messageId } : failed("unknown", "MALFORMED_ANSWER");
  }
  // A rejection is one with an id and without: ClickSend does not always give one to what it does not send.
  const failure = MESSAGE_FAILURES.get(said);
  return failure ? failed(failure, said) : failed("unknown", "UNKNOWN_STATUS");
}

/** What ClickSend answers before it has looked at any message. A 5xx may have sent. */
const HTTP_FAILURES: ReadonlyMap<number, TextFailure> = new Map([
  [400, "message"],
  [401, "account"],
  [403, "account"],
  [404, "account"],
  [405, "account"],
  [429, "ours"],
]);

/** The per-message statuses of ClickSend's documentation. */
const MESSAGE_FAILURES: ReadonlyMap<string, TextFailure> = new Map([
  ["MISSING_CREDENTIALS", "account"],
  ["INVALID_CREDENTIALS", "account"],
  ["ACCOUNT_NOT_ACTIVATED", "account"],
  ["INSUFFICIENT_CREDIT", "account"],
  // Of the next two, the account's settings are to blame, or the rules of one country: other texts may go.
  ["INVALID_SENDER_ID", "ours"],
  ["REGISTRATION_NEEDED", "ours"],
  ["INTERNAL_ERROR", "ours"],
  ["SOMETHING_IS_WRONG", "ours"],
  ["INVALID_RECIPIENT", "message"],
  ["EMPTY_MESSAGE", "message"],
  ["MISSING_REQUIRED_FIELDS", "message"],
  ["TOO_MANY_RECIPIENTS", "message"],
  ["INVALID_SCHEDULE", "message"],
  // Not too many requests: that is HTTP 429.
  ["THROTTLED", "duplicate"],
  ["ALREADY_EXISTS", "duplicate"],
  ["COUNTRY_NOT_ENABLED", "policy"],
]);

const failed = (failure: TextFailure, reason: string) => ({ sent: false, failure, reason }) as const;

/** Empty where there is none. */
function firstMessage(body: string): { readonly status?: unknown; readonly message_id?: unknown } {
  try {
    return JSON.parse(body)?.data?.messages?.[0] ?? {};
  } catch {
    return {};
  }
}
