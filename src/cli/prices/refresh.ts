import { callingCodes } from "../../config/calling-codes.ts";
import { readSettings, type Schema } from "../../config/setting.ts";
import { smsSchema } from "../../config/sms.ts";
import { text } from "../../config/text-kinds.ts";
import { dayOf } from "../../limits/day.ts";
import { usdText } from "../../spend/money.ts";
import { priceBook } from "../../spend/price-book.ts";
import { columns } from "../columns.ts";
import { command, done, failure, misused } from "../command.ts";
import { clickSendPrices, type Told } from "./clicksend-prices.ts";
import { exampleNumbers } from "./example-numbers.ts";

const CODES = callingCodes([]);

const ACCOUNT = {
  CLICKSEND_USERNAME: {
    kind: text("a username", /^\S+$/),
    about: "Of your ClickSend account.",
    example: "shop",
    presence: "required",
  },
  CLICKSEND_API_KEY: {
    kind: text("an API key", /^\S+$/),
    about: "Of that account.",
    example: "00000000-0000-0000-0000-000000000000",
    presence: "required",
  },
  CLICKSEND_URL: smsSchema.CLICKSEND_URL,
} as const satisfies Schema;

export const refresh = command({
  about: "Ask ClickSend what texts cost you, and print the line for your settings. Nothing is sent.",
  options: {
    codes: { type: "string", value: "CODES", required: true, about: "Calling codes, such as 66,65,1876." },
  },
  examples: ["prices refresh --codes 66,65", "prices refresh --codes 1,1876 --json"],
  run: async ({ codes }, { env, nowMs }) => {
    const parsed = CODES.parse(codes);
    if (!parsed.ok || parsed.value.length === 0) {
      return misused("These are no calling codes.", "Write, for example, --codes 66,65,1876.");
    }
    const account = readSettings(ACCOUNT, env);
    if (!account.ok) {
      const faults = account.faults.map(({ setting, fault, remedy }) => `${setting} ${fault}. ${remedy}`);
      return failure("ClickSend has to know who asks.", faults.join(" "));
    }

    const asked = await Promise.all(
      [...new Set(parsed.value)].map(async (code) => ({ code, numbers: await exampleNumbers(code) })),
    );
    const nowhere = asked.find(({ numbers }) => numbers.length === 0);
    if (nowhere) {
      return failure(
        `No example of a mobile number that begins with ${nowhere.code} is known.`,
        "Take the calling code alone, or leave it out.",
      );
    }
    const { CLICKSEND_USERNAME: username, CLICKSEND_API_KEY: apiKey, CLICKSEND_URL: url } = account.settings;
    const numbers = [...new Set(asked.flatMap((each) => each.numbers))];
    const answer = await clickSendPrices(numbers, { username, apiKey, url });
    if (!answer.ok) return answer;
    return told(
      asked.map(({ code, numbers }) => priceOf(code, numbers, answer.told)),
      dayOf(nowMs()),
    );
  },
});

interface CodePrice {
  readonly code: string;
  /** What ClickSend takes for a segment, or its word for why it tells no price. */
  readonly clickSend: { readonly usd: string } | { readonly status: string };
  /** What SNS was published to take. */
  readonly snsUsd: string | null;
  /** The dearer of both, for the settings; none without ClickSend's. */
  readonly usd: string | null;
}

const SNS = priceBook({ providers: ["SNS"] });

/** The dearest of the countries that the code stands for; none when one of them has no price. */
function priceOf(code: string, numbers: readonly string[], told: readonly Told[]): CodePrice {
  const sns = SNS.estimate(code);
  const snsMicroUsd = sns.because === "published" ? sns.microUsd : undefined;
  const snsUsd = snsMicroUsd === undefined ? null : usdText(snsMicroUsd);
  const amounts: number[] = [];
  for (const number of numbers) {
    const row = told.find(({ to }) => to === number);
    if (row?.microUsd === undefined) {
      return { code, clickSend: { status: row?.status ?? "NO_ANSWER" }, snsUsd, usd: null };
    }
    amounts.push(row.microUsd);
  }
  const microUsd = Math.max(...amounts);
  const usd = usdText(Math.max(microUsd, snsMicroUsd ?? 0));
  return { code, clickSend: { usd: usdText(microUsd) }, snsUsd, usd };
}

function told(prices: readonly CodePrice[], day: string) {
  const known = prices.filter(({ usd }) => usd !== null);
  const line =
    known.length > 0 ? `SMS_PRICES_USD=${known.map(({ code, usd }) => `${code}=${usd}`).join(",")}` : null;
  const rows = prices.map(({ code, clickSend, snsUsd }) => [
    code,
    "usd" in clickSend ? clickSend.usd : `not told (${clickSend.status})`,
    snsUsd ?? "not known",
  ]);
  const lines = [
    ...columns([["CODE", "CLICKSEND", "SNS"], ...rows]),
    "",
    `USD a segment, told by ClickSend on ${day}. SNS sends when ClickSend fails: where its price is higher, write that.`,
    ...(line === null ? [] : ["", line]),
  ];
  return done({ day, prices, line }, lines.join("\n"));
}
