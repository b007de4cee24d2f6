import type { TelemetrySettings } from "../config/telemetry.ts";
import type { releasing } from "../contact/release.ts";
import { isRelease } from "../contact/release-request.ts";
import { decisions } from "./decisions.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { invocationAt } from "./invocation-at.ts";

/** Beside HTTP: releases, which are rare, and load what only they need. */
export function withReleases(
  host: Host,
  settings: TelemetrySettings,
  http: LambdaHandler,
  load: () => Promise<ReturnType<typeof releasing>>,
): LambdaHandler {
  const tell = decisions(host, settings);
  let loading: ReturnType<typeof load> | undefined;
  return async (event, context) => {
    if (!isRelease(event)) return http(event, context);
    loading ??= load();
    const release = await loading;
    const at = invocationAt(host, context);
    const { answer, conclusion } = await release(event, at);
    tell(conclusion, at, context);
    return answer;
  };
}
