/**
 * One instance of the function `signup` in a process of its own. Told to fire, it handles many requests at once and tells
 * the status of each.
 */
import { signupFunction } from "../../../src/functions/signup.ts";
import { bareHost } from "../../support/bare-host.ts";
import { eventV2, replyOf } from "../../support/events.ts";
import type { Ask } from "../../support/exchange.ts";
import { patiently } from "../../support/patience.ts";

export interface Volley {
  readonly env: Readonly<Record<string, string>>;
  readonly nowMs: number;
  readonly asks: readonly Ask[];
}

patiently();
process.on("message", async ({ env, nowMs, asks }: Volley) => {
  const handler = signupFunction(bareHost(env, nowMs));
  const context = { awsRequestId: "concurrent", getRemainingTimeInMillis: () => 15_000 };
  const results = await Promise.all(asks.map((ask) => handler(eventV2(ask), context)));
  process.send?.(results.map((result) => replyOf(result).status));
});
process.send?.("ready");
