import type { At } from "../gate/check.ts";
import { conclude, type Ended } from "../gate/conclude.ts";
import { type Soon, when } from "../gate/soon.ts";
import type { Conclusion } from "../gate/trail.ts";
import { browserAccess } from "../http/browser-access.ts";
import type { Handled, HttpFeature } from "../http/feature.ts";
import type { HttpRequest } from "../http/message.ts";
import type { RateLimitPolicy } from "../http/rate-limit-headers.ts";
import { withSpendCounts } from "../spend/warning.ts";
import { type Answer, presenter } from "./answers.ts";
import { type ContactGateOptions, type ContactReason, contactGate } from "./contact-gate.ts";
import { type Dispatch, dispatched } from "./dispatch.ts";
import { asksForThanks } from "./thanks-location.ts";

export interface ContactFormOptions extends ContactGateOptions {
  /** Where accepted messages go. */
  readonly dispatch: Dispatch;
  /** Where a browser without script is sent. Default: a plain page of ours, beside the form's own path. */
  readonly successUrl?: string | undefined;
}

/** The contact form as a function from request to response, for whatever carries HTTP. */
export function contactForm(options: ContactFormOptions): HttpFeature {
  const { allowedOrigins, limitPerHour, dispatch, successUrl } = options;
  const gate = contactGate(options);
  const policy: RateLimitPolicy = { name: "contact", quota: limitPerHour, windowSeconds: 3_600 };
  const browsers = browserAccess(allowedOrigins, policy);
  const present = presenter({ policy, successUrl });

  const answered = (reason: string): Conclusion => ({
    gate: gate.name,
    outcome: "answered",
    reason,
    trail: [],
  });

  const showPage = async ({ query }: HttpRequest): Promise<Handled> => {
    const { thanksPage } = await import("./thanks-page.ts");
    return { response: thanksPage(query), conclusion: answered("THANKS_PAGE") };
  };

  const respond = (request: HttpRequest, at: At): Soon<Handled> => {
    if (asksForThanks(request)) return showPage(request);
    const preflight = browsers.preflight(request);
    if (preflight) return { response: preflight, conclusion: answered("PREFLIGHT") };
    const concluded = conclude(gate, { request }, at, (passed) => dispatch(passed, at));
    return when(concluded, ({ ended, conclusion }) =>
      when(present(request, answerTo(ended)), (response) => ({
        response,
        conclusion: withSpendCounts(ended.as === "done" ? dispatched(conclusion, ended.value) : conclusion),
      })),
    );
  };

  return {
    handle: (request, at) =>
      when(respond(request, at), ({ response, conclusion }) => ({
        response: browsers.dressed(request, response),
        conclusion,
      })),
  };
}

function answerTo(ended: Ended<ContactReason, unknown>): Answer {
  if (ended.as === "done") return { ok: true };
  return ended.as === "refused" ? ended.refusal : { ok: false, reason: ended.because };
}
