import type { IncomingMessage } from "node:http";
import { quotaHeaders, usageBroken, usageRefusal } from "../../src/access/answers.ts";
import { API_KEY_HEADER } from "../../src/access/api-key-header.ts";
import type { TelemetrySettings } from "../../src/config/telemetry.ts";
import type { Host } from "../../src/functions/host.ts";
import { invocationAt } from "../../src/functions/invocation-at.ts";
import { concludeDecision } from "../../src/gate/conclude.ts";
import { gate } from "../../src/gate/gate.ts";
import { type Conclusion, degradations } from "../../src/gate/trail.ts";
import { decisionLine } from "../../src/telemetry/decision-line.ts";
import { metricsIn } from "../../src/telemetry/metrics.ts";
import type { Access } from "../access.ts";
import type { Answer } from "../serve.ts";

/** Whether a call goes on to its function. */
export type Admission =
  /** With the headers that the function's answer gets. */
  | { readonly ok: true; readonly headers: Answer["headers"] }
  | { readonly ok: false; readonly answer: Answer };

export type Admit = (request: IncomingMessage, requestId: string) => Promise<Admission>;

/** Judges API keys before any function runs, as the usage plan of a REST API does, but exactly. */
export function admission(
  usagePlan: Access["usagePlan"],
  host: Host,
  { LOG_LEVEL, METRICS_NAMESPACE }: TelemetrySettings,
): Admit {
  const metrics = metricsIn(METRICS_NAMESPACE);
  const callers = gate<{ readonly apiKey: string | undefined }>("gateway").check(usagePlan);

  return async ({ headers }, awsRequestId) => {
    const key = headers[API_KEY_HEADER];
    const apiKey = typeof key === "string" ? key : undefined;
    const at = invocationAt(host, { awsRequestId, getRemainingTimeInMillis: () => TIMEOUT_MS });
    const log = (conclusion: Conclusion, status?: number) => {
      const judged = { ...conclusion, ...(status !== undefined && { status }) };
      const record = { ...judged, requestId: awsRequestId, atMs: at.nowMs, durationMs: at.elapsedMs() };
      host.writeLine(decisionLine(record, LOG_LEVEL, metrics));
    };

    const { ended, conclusion } = await concludeDecision(callers, { apiKey }, at, ADMITTED);
    if (ended.as === "done") {
      // Whoever is let in leaves the function's decision; a second line is for what that one cannot know.
      if (degradations(conclusion.trail).length > 0) log(conclusion);
      return { ok: true, headers: quotaHeaders(ended.value.client) };
    }
    const answer = ended.as === "refused" ? usageRefusal(ended.refusal) : usageBroken;
    log(conclusion, answer.status);
    return { ok: false, answer };
  };
}

const ADMITTED = { outcome: "answered", reason: "ADMITTED" } as const;

const TIMEOUT_MS = 29_000;
