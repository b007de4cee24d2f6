import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import type { ApiLimits } from "./public-api-limits.ts";
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
export function addGatewayResponses(api: RestApi, { partner }: ApiLimits): void {
  const add = (type: ResponseType, responseHeaders: Record<string, string> = {}) =>
    api.addGatewayResponse(type.responseType, { type, templates, responseHeaders });

  add(ResponseType.DEFAULT_4XX, readableByPages);
  add(ResponseType.DEFAULT_5XX, readableByPages);

  // One answer for the stage's bucket and a key's. Both let at least one a second through, so each has a token again by then;
  // others may be quicker to take it, so it is the earliest that makes sense and no promise.
  add(ResponseType.THROTTLED, { ...readableByPages, "Retry-After": quoted("1") });

  // The rest are for servers: a key has no business in a page.
  add(ResponseType.INVALID_API_KEY);

  // Nothing here can reckon how long until midnight. The whole period is the only fixed number after which a call is sure to
  // find a new quota; each smaller one would bring callers back too early. Exact is `USAGE_PLAN=function`.
  add(ResponseType.QUOTA_EXCEEDED, { "Retry-After": quoted(renewalSeconds(api, partner.quotaPeriod)) });
}

/** Fixed text stands in quotes there; without them it would name something of the request. */
const quoted = (text: string) => `'${text}'`;
