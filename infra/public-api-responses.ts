import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import type { UsagePolicy } from "../src/limits/usage-policy.ts";
import { renewalSeconds } from "./public-api-usage-plan.ts";

/** API Gateway's own body, byte for byte: callers are written against it, and the functions answer the same. */
const templates = { "application/json": '{"message":$context.error.messageString}' };

/**
 * The function's answers name one origin, exactly. These are made where no function runs, and can hold only fixed text, while
 * there may be several origins. So any page may read them: they say what curl is told as well, and no browser sends
 * credentials along. Without them a visitor's page cannot tell "too many requests" from a broken network.
 */
const readableByPages = {
  "Access-Control-Allow-Origin": "'*'",
  "Access-Control-Expose-Headers": "'Retry-After'",
};

/** What is said when no function runs, or none that answers. */
export function addGatewayResponses(
  api: RestApi,
  limits: { readonly requestsPerSecond: number; readonly partnerPlan: UsagePolicy },
): void {
  const { requestsPerSecond, partnerPlan } = limits;
  const add = (type: ResponseType, responseHeaders: Record<string, string> = {}) =>
    api.addGatewayResponse(type.responseType, { type, templates, responseHeaders });

  add(ResponseType.DEFAULT_4XX, readableByPages);
  add(ResponseType.DEFAULT_5XX, readableByPages);

  // One answer for the stage's bucket and a key's. The slower one has a token again after one interval; others may be quicker
  // to take it, so the second is the earliest that makes sense and no promise.
  const secondsToToken = Math.ceil(1 / Math.min(requestsPerSecond, partnerPlan.ratePerSecond));
  add(ResponseType.THROTTLED, { ...readableByPages, "Retry-After": quoted(secondsToToken) });

  // The rest are for servers: a key has no business in a page.
  add(ResponseType.INVALID_API_KEY);

  // Nothing here can reckon how long until midnight. The whole period is the only fixed number after which a call is sure to
  // find a new quota; each smaller one would bring callers back too early. Exact is `USAGE_PLAN=function`.
  if (partnerPlan.quota) {
    add(ResponseType.QUOTA_EXCEEDED, { "Retry-After": quoted(renewalSeconds(partnerPlan.quota)) });
  }
}

/** Fixed text stands in quotes there; without them it would name something of the request. */
const quoted = (seconds: number) => `'${seconds}'`;
