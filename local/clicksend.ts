import { createServer, type IncomingMessage } from "node:http";
import { readBody } from "./body.ts";
import { accountData } from "./clicksend-account.ts";
import { judgeText, type TextMessage } from "./clicksend-text.ts";
import { behindFaults, type Refusals } from "./faults.ts";
import { jsonAnswer } from "./json-answer.ts";
import { listen } from "./listen.ts";
import { messageParts } from "./message-parts.ts";
import { refuseForeign } from "./own-origin.ts";
import { type Answer, type Answering, pathOf, serve } from "./serve.ts";
import type { StandIn, Surroundings } from "./stand-in.ts";

const ACCOUNT_PATH = "/v3/account";
const MAX_MESSAGES = 1_000;
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** What a part costs here, in USD: any price would do. */
const PRICE_PER_PART = 0.08;

/**
 * ClickSend's REST API v3: `POST /v3/sms/send`, whose texts land in the outbox, `POST /v3/sms/price`, which answers the same and
 * sends nothing, and `GET /v3/account`.
 */
export const clicksend: StandIn = {
  endpointSetting: "CLICKSEND_URL",
  start: (surroundings) => {
    const { fault, report, port } = surroundings;
    const work = serve(answering(surroundings, judgeText), report);
    const refuseMessages = answering(surroundings, () => "INVALID_RECIPIENT");
    const rejecting = serve(
      (request) => (pathOf(request) === ACCOUNT_PATH ? FORBIDDEN : refuseMessages(request)),
      report,
    );
    const server = createServer(behindFaults(fault, { ...refusals, reject: rejecting }, work));
    return listen(server, port, "the port of clicksend");
  },
};

function answering(surroundings: Surroundings, judge: typeof judgeText): Answering {
  return async (request) => {
    const refusal = refuseForeign(request);
    if (refusal !== undefined) return refusal;
    if (pathOf(request) === ACCOUNT_PATH) return account(request, surroundings);
    const act = ACTS[pathOf(request)];
    if (act === undefined) return failure(404, "NOT_FOUND", "There is no such resource.");
    if (request.method !== "POST") return failure(405, "METHOD_NOT_ALLOWED", "Only POST is allowed.");
    if (credentialsOf(request, surroundings) === undefined) return UNAUTHORIZED;
    const messages = messagesOf(request, await readBody(request, MAX_BODY_BYTES));
    if (messages === undefined) {
      return failure(400, "BAD_REQUEST", `The body must be JSON with 1 to ${MAX_MESSAGES} messages.`);
    }
    return accepted(messages.map((message) => act(message, judge(message), surroundings)));
  };
}

function account(request: IncomingMessage, surroundings: Surroundings): Answer {
  if (request.method !== "GET") return failure(405, "METHOD_NOT_ALLOWED", "Only GET is allowed.");
  const credentials = credentialsOf(request, surroundings);
  if (credentials === undefined) return UNAUTHORIZED;
  const { balance } = surroundings.account.state().clicksend;
  return envelope(200, "SUCCESS", "Here's your account.", accountData(balance, credentials));
}

/** Basic authentication with what the secret of the functions holds now; undefined when it fails. */
function credentialsOf({ headers }: IncomingMessage, { valuesOf, secrets }: Surroundings) {
  return valuesOf("CLICKSEND_SECRET_ARN")
    .map((secretId) => {
      const { username, api_key: apiKey } = parse(secrets.find(secretId)?.current.text);
      return { username, apiKey };
    })
    .find(({ username, apiKey }) => {
      const expected = Buffer.from(`${username}:${apiKey}`).toString("base64");
      return username && apiKey && headers.authorization === `Basic ${expected}`;
    });
}

function messagesOf({ headers }: IncomingMessage, body: Buffer | "too-large"): TextMessage[] | undefined {
  if (body === "too-large" || !headers["content-type"]?.startsWith("application/json")) return undefined;
  const { messages } = parse(body.toString());
  const isList = Array.isArray(messages) && messages.length > 0 && messages.length <= MAX_MESSAGES;
  return isList && messages.every((each) => typeof each === "object" && each !== null) ? messages : undefined;
}

function take(message: TextMessage, judged: string, surroundings: Surroundings) {
  const isPaid = surroundings.account.state().clicksend.balance > 0;
  const status = judged === "SUCCESS" && !isPaid ? "INSUFFICIENT_CREDIT" : judged;
  if (status === "SUCCESS") {
    const { to, body, source = "" } = message;
    const at = new Date(surroundings.nowMs()).toISOString();
    const text = { to: String(to), body: String(body), source: String(source), at };
    surroundings.outbox.add({ channel: "sms", provider: "clicksend", ...text });
  }
  return price(message, status, surroundings);
}

/** A refused message has a row like any other, and an id. */
function price(message: TextMessage, status: string, { nowMs, newId }: Surroundings) {
  const { to = "", body = "", from = "", custom_string = "", schedule = 0 } = message;
  const parts = status === "SUCCESS" ? messageParts(String(body)).parts : 0;
  return {
    direction: "out",
    date: Math.floor(nowMs() / 1_000),
    to,
    body,
    from,
    schedule,
    message_id: newId().toUpperCase(),
    message_parts: parts,
    message_price: (parts * PRICE_PER_PART).toFixed(4),
    custom_string,
    user_id: 1,
    subaccount_id: 1,
    country: "",
    carrier: "",
    status,
  };
}

const ACTS: Readonly<Record<string, typeof take>> = { "/v3/sms/send": take, "/v3/sms/price": price };

function accepted(rows: readonly ReturnType<typeof take>[]): Answer {
  const queued = rows.filter(({ status }) => status === "SUCCESS").length;
  const data = {
    total_price: Number(rows.reduce((sum, row) => sum + Number(row.message_price), 0).toFixed(4)),
    total_count: rows.length,
    queued_count: queued,
    blocked_count: rows.length - queued,
    messages: rows,
    _currency: { currency_name_short: "USD" },
  };
  return envelope(200, "SUCCESS", "Messages queued for delivery.", data);
}

const envelope = (status: number, code: string, message: string, data: object | null): Answer =>
  jsonAnswer(status, { http_code: status, response_code: code, response_msg: message, data });

const failure = (status: number, code: string, message: string) => envelope(status, code, message, null);

const FORBIDDEN = failure(403, "FORBIDDEN", "You are not allowed to do this.");
const UNAUTHORIZED = failure(401, "UNAUTHORIZED", "Authorization failed.");

const refusals: Omit<Refusals, "reject"> = {
  error: failure(500, "INTERNAL_SERVER_ERROR", "An internal server error occurred."),
  throttle: failure(429, "TOO_MANY_REQUESTS", "Too many requests."),
  unauthorized: UNAUTHORIZED,
};

function parse(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(text ?? "") };
  } catch {
    return {};
  }
}
