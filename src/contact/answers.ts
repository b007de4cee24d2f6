import type { Refused } from "../gate/trail.ts";
import { mediaType } from "../http/body.ts";
import { METHODS } from "../http/browser-access.ts";
import { type HttpRequest, type HttpResponse, json, notForKeeping } from "../http/message.ts";
import { type RateLimitPolicy, retryHeaders } from "../http/rate-limit-headers.ts";
import type { ContactReason } from "./contact-gate.ts";
import { FORM_TYPE } from "./submission.ts";
import { thanksLocation } from "./thanks-page.ts";
import { ANSWERS, LIKE_SENT, type LikeSent, SENT } from "./wording.ts";

/** What there is to answer: sent, or refused for a reason of the gate, or failed. */
export type Answer =
  | { readonly ok: true }
  | Pick<
      Refused<ContactReason | "SEND_FAILED" | "INTERNAL_ERROR">,
      "ok" | "reason" | "retryAfterSeconds" | "notes"
    >;

interface PresenterOptions {
  readonly policy: RateLimitPolicy;
  readonly successUrl?: string | undefined;
}

/**
 * Turns an answer into the response that the client can use: JSON for programs, a redirect for a browser that
 * posted a form by itself.
 */
export function presenter({ policy, successUrl }: PresenterOptions) {
  return (request: HttpRequest, answer: Answer): HttpResponse => {
    const isForm = mediaType(request.headers["content-type"]) === FORM_TYPE;
    const thanks = () => successUrl ?? thanksLocation(request.path);
    if (answer.ok || isLikeSent(answer.reason)) {
      return isForm ? redirect(thanks()) : json(SENT.status, { success: true, message: SENT.message });
    }

    const { reason, retryAfterSeconds, notes } = answer;
    const comeBack = retryHeaders(policy, answer);
    if (isForm && !BEFORE_THE_FORM.has(reason)) {
      return redirect(withError(thanks(), reason), comeBack);
    }
    const { status, message } = ANSWERS[reason];
    return json(
      status,
      {
        success: false,
        error: reason,
        message,
        ...(notes?.fields !== undefined && { fields: notes.fields }),
        ...(reason === "RATE_LIMITED" && { rateLimited: true }),
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      },
      { ...comeBack, ...(reason === "METHOD_NOT_ALLOWED" && { allow: METHODS }) },
    );
  };
}

const isLikeSent = (reason: string): reason is LikeSent => LIKE_SENT.some((each) => each === reason);

/** Reasons that concern the request itself; no visitor of a working page meets them. */
const BEFORE_THE_FORM: ReadonlySet<string> = new Set(["FORBIDDEN_ORIGIN", "METHOD_NOT_ALLOWED", "FORBIDDEN"]);

/** 303: the browser fetches the page by GET, and reloading it does not post again. */
function redirect(location: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status: 303, headers: { ...headers, location, ...notForKeeping }, body: "" };
}

function withError(location: string, code: string): string {
  const [page = "", ...fragment] = location.split("#");
  const separator = page.includes("?") ? "&" : "?";
  return [`${page}${separator}error=${code}`, ...fragment].join("#");
}
