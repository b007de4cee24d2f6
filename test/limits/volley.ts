/**
 * One instance of the contact function in a process of its own. Told to fire, it handles many requests at once and
 * tells the status of each.
 */
import { serveHttp } from "../../src/functions/serve-http.ts";
import { bareHost } from "../support/bare-host.ts";
import { eventV2, replyOf } from "../support/events.ts";
import { jsonAsk } from "../support/exchange.ts";
import { type RealFormOptions, realForm } from "../support/real-form.ts";

export interface Volley {
  readonly form: RealFormOptions;
  readonly requests: number;
  readonly nowMs: number;
}

process.on("message", async ({ form, requests, nowMs }: Volley) => {
  const host = bareHost({}, nowMs);
  const handler = serveHttp(host, { LOG_LEVEL: "info", METRICS_NAMESPACE: "Postern" }, realForm(form));
  const context = { awsRequestId: "concurrent", getRemainingTimeInMillis: () => 15_000 };
  const event = eventV2(jsonAsk());
  const results = await Promise.all(Array.from({ length: requests }, () => handler(event, context)));
  process.send?.(results.map((result) => replyOf(result).status));
});
process.send?.("ready");
