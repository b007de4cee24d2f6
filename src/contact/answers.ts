import type { Soon } from "../gate/soon.ts";
import type { Refused } from "../gate/trail.ts";
import { METHODS } from "../http/browser-access.ts";
import { type HttpRequest, type HttpResponse, json, notForKeeping } from "../http/message.ts";
import { fillsWindow } from "../http/navigation.ts";
import { type RateLimitPolicy, retryHeaders } from "../http/rate-limit-headers.ts";
import type { ContactReason } from "./contact-gate.ts";
import { thanksLocation } from "./thanks-location.ts";
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
 * Turns an answer into the response that the client can use: JSON for programs, and for a browser that posted a form by itself
 * a redirect to the page that tells what came of it. What is refused before the form is looked at gets a page at once: the
 * owner's own page, where `successUrl` leads, is not for forms of other websites.
 */
export function presenter({ policy, successUrl }: PresenterOptions) {
  return (request: HttpRequest, answer: Answer): Soon<HttpResponse> => {
    const isShown = fillsWindow(request);
    if (answer.ok || isLikeSent(answer.reason)) {
      const thanks = () => successUrl ?? `${thanksLocation(request.path)}?sent=true`;
      return isShown ? redirect(thanks()) : json(SENT.status, { success: true, message: SENT.message });
    }

    const { reason, retryAfterSeconds, notes } = answer;
    const comeBack = retryHeaders(policy, answer);
    if (isShown && !BEFORE_THE_FORM.has(reason)) {
      return redirect(withError(successUrl ?? thanksLocation(request.path), reason), comeBack);
    }
    const { status, message } = ANSWERS[reason];
    const headers = { ...comeBack, ...(reason === "METHOD_NOT_ALLOWED" && { allow: METHODS }) };
    if (isShown) return pageOfRefusal(status, message, headers);
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
      headers,
    );
  };
}

/** What a person reads, where the answer to this request fills a window. */
export const shownRefusal = (
  request: HttpRequest,
  status: number,
  message: string,
  headers: HttpResponse["headers"],
) => (fillsWindow(request) ? pageOfRefusal(status, message, headers) : undefined);

/** A page that few requests need, so its style is not loaded before the others. */
async function pageOfRefusal(status: number, message: string, headers: HttpResponse["headers"]) {
  const { refusalPage } = await import("./thanks-page.ts");
  return refusalPage(status, message, headers);
}

const isLikeSent = (reason: string): reason is LikeSent => LIKE_SENT.some((each) => each === reason);

/** Reasons that concern the request itself. */
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
