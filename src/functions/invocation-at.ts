import type { At } from "../gate/check.ts";
import type { Deadline } from "../senders/mailer.ts";
import type { Host, LambdaContext } from "./host.ts";

/** The time of one invocation, as its checks see it. */
export function invocationAt(host: Host, context: LambdaContext): At & Deadline {
  const startedMs = host.monotonicMs();
  return {
    nowMs: host.nowMs(),
    elapsedMs: () => host.monotonicMs() - startedMs,
    remainingMs: () => context.getRemainingTimeInMillis(),
    // Made when asked for: most requests are refused before anything could be waited for.
    get signal() {
      return AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis()));
    },
  };
}
