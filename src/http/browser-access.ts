import { corsHeaders, preflightHeaders } from "./cors.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { policyHeader, type RateLimitPolicy } from "./rate-limit-headers.ts";

export const METHODS = "POST, OPTIONS";

export interface BrowserAccess {
  /** The answer to a preflight of a page that may post here; undefined for every other request. */
  preflight(request: HttpRequest): HttpResponse | undefined;
  /** With what pages of other origins need to read an answer, and every client to know its limit. */
  dressed(request: HttpRequest, response: HttpResponse): HttpResponse;
}

/** An endpoint that takes POST from pages of other origins, within an hourly limit. */
export function browserAccess(allowedOrigins: ReadonlySet<string>, policy: RateLimitPolicy): BrowserAccess {
  return {
    preflight: ({ method, headers: { origin } }) =>
      method === "OPTIONS" && (origin === undefined || allowedOrigins.has(origin))
        ? { status: 204, headers: { allow: METHODS, ...preflightHeaders(METHODS) }, body: "" }
        : undefined,
    dressed: (request, response) => ({
      ...response,
      headers: {
        ...response.headers,
        ...corsHeaders(request.headers.origin, allowedOrigins),
        ...policyHeader(policy),
      },
    }),
  };
}
