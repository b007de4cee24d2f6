import { type Posted, PostFailed, postJson } from "../../http/post-json.ts";
import { parseUsd } from "../../spend/money.ts";
import { type Failure, failure } from "../command.ts";

export interface Asking {
  readonly username: string;
  readonly apiKey: string;
  /** Default `https://rest.clicksend.com`. */
  readonly url?: string | undefined;
}

/** What one segment to a number costs, or why that is not told. */
export interface Told {
  readonly to: string;
  readonly microUsd?: number;
  readonly status: string;
}

const PRODUCTION = "https://rest.clicksend.com";
/** So long a person waits. */
const TIMEOUT_MS = 10_000;

/** Asks ClickSend's `POST /v3/sms/price`, which takes what a send takes and sends nothing. */
export async function clickSendPrices(
  numbers: readonly string[],
  { username, apiKey, url = PRODUCTION }: Asking,
): Promise<{ readonly ok: true; readonly told: readonly Told[] } | Failure> {
  const messages = numbers.map((to) => ({ to, body: "Postern asks for a price", source: "postern" }));
  try {
    return pricesIn(
      await postJson({
        url: new URL("/v3/sms/price", url),
        headers: { authorization: `Basic ${Buffer.from(`${username}:${apiKey}`).toString("base64")}` },
        body: JSON.stringify({ messages }),
        connectTimeoutMs: TIMEOUT_MS,
        readTimeoutMs: TIMEOUT_MS,
      }),
    );
  } catch (error) {
    if (!(error instanceof PostFailed)) throw error;
    return failure(`ClickSend did not answer: ${error.code}.`, "Try again.");
  }
}

function pricesIn({ status, body }: Posted) {
  if (status === 401) {
    return failure(
      "ClickSend does not accept these credentials.",
      "Set CLICKSEND_USERNAME and CLICKSEND_API_KEY.",
    );
  }
  const { messages, _currency: currency } = dataOf(body);
  if (status !== 200 || !Array.isArray(messages)) {
    return failure(`ClickSend answered with status ${status} and no prices.`, "Try again.");
  }
  const { currency_name_short: name } = { ...(currency as object | undefined) } as Record<string, unknown>;
  if (name !== "USD") {
    return failure(
      "ClickSend tells this account its prices in another currency than USD.",
      "Look them up in its dashboard, convert them, and write SMS_PRICES_USD yourself.",
    );
  }
  return { ok: true, told: messages.map(toldBy) } as const;
}

/** A message that cannot be sent has a row like any other, with a price of 0. */
function toldBy(row: Readonly<Record<string, unknown>> | null): Told {
  const { to, status, message_price: price, message_parts: parts } = row ?? {};
  const told = { to: String(to), status: String(status) };
  const microUsd = typeof price === "string" ? parseUsd(price) : undefined;
  const isPriced = status === "SUCCESS" && typeof microUsd === "number" && microUsd > 0;
  if (!isPriced) return told;
  // Rounded up: the ceiling must not be passed by a fraction.
  return { ...told, microUsd: Math.ceil(microUsd / (Number(parts) || 1)) };
}

function dataOf(body: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(body)?.data };
  } catch {
    return {};
  }
}
