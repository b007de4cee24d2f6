import type { Refused } from "../gate/trail.ts";
import { type HttpResponse, json } from "../http/message.ts";
import { exhaustedHeaders, remainingHeader } from "../http/rate-limit-headers.ts";
import type { Client, UsageReason } from "./usage-plan.ts";

type UsageRefusal = Pick<Refused<UsageReason>, "reason" | "notes" | "retryAfterSeconds">;

/**
 * API Gateway's own refusals, byte for byte, so that callers written against it need no change. Read off a REST API with
 * a usage plan; see docs/access.md.
 */
const REFUSALS: Readonly<Record<UsageReason, { status: number; type: string; message: string }>> = {
  FORBIDDEN: { status: 403, type: "ForbiddenException", message: "Forbidden" },
  TOO_MANY_REQUESTS: { status: 429, type: "TooManyRequestsException", message: "Too Many Requests" },
  LIMIT_EXCEEDED: { status: 429, type: "LimitExceededException", message: "Limit Exceeded" },
};

/** The answer to a call that the usage plan refuses. `Retry-After` and `RateLimit` are ours: API Gateway leaves them out. */
export function usageRefusal({ reason, notes, retryAfterSeconds }: UsageRefusal): HttpResponse {
  const { status, type, message } = REFUSALS[reason];
  // Only of a caller that is known is the plan noted.
  const plan = typeof notes?.plan === "string" ? notes.plan : undefined;
  return json(
    status,
    { message },
    {
      "x-amzn-errortype": type,
      ...(plan !== undefined &&
        retryAfterSeconds !== undefined &&
        exhaustedHeaders(reason === "LIMIT_EXCEEDED" ? plan : rateOf(plan), retryAfterSeconds)),
    },
  );
}

/** API Gateway's own as well, for calls whose key cannot be looked up. */
export const usageBroken: HttpResponse = json(
  500,
  { message: "Internal server error" },
  { "x-amzn-errortype": "InternalServerErrorException" },
);

/** The bucket has a name of its own: under the quota's, a client would take its day for used up. */
const rateOf = (plan: string) => `${plan}-rate`;

/** What a client may know of its quota, with every answer. */
export function quotaHeaders({ plan, quota }: Client): Readonly<Record<string, string>> {
  return quota ? remainingHeader(plan, quota.remaining, quota.resetSeconds) : {};
}
