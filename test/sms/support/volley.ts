/**
 * One instance of the function `sms` in a process of its own. Told to go, it handles many requests at once and tells what
 * each was answered.
 */
import { smsFunction } from "../../../src/functions/sms.ts";
import { bareHost } from "../../support/bare-host.ts";
import { patiently } from "../../support/patience.ts";

export interface Volley {
  readonly env: Readonly<Record<string, string>>;
  readonly nowMs: number;
  readonly requests: number;
  readonly process?: number;
  /** A number, or with `neighbours` all of it but the last four digits. */
  readonly phone: string;
  readonly neighbours?: boolean;
  /** All requests are this one, and no limit counts. Without it each is one of its own. */
  readonly requestId?: string;
}

patiently();
process.on("message", async (volley: Volley) => {
  const { env, nowMs, requests, phone, neighbours = false, requestId } = volley;
  const handler = smsFunction(bareHost(env, nowMs));
  const ask = async (_: unknown, index: number) => {
    const own = (volley.process ?? 0) * requests + index;
    const payload = {
      phone: neighbours ? phone + String(own).padStart(4, "0") : phone,
      message: "Planted: your code is 123456",
      skipRateLimit: requestId !== undefined,
    };
    const context = { awsRequestId: requestId ?? `${phone} ${own}`, getRemainingTimeInMillis: () => 30_000 };
    const { error } = (await handler(payload, context)) as { error?: string };
    return error ?? "SENT";
  };
  process.send?.(await Promise.all(Array.from({ length: requests }, ask)));
});
process.send?.("ready");
