import type { At } from "../gate/check.ts";
import { conclude, type Ended } from "../gate/conclude.ts";
import type { Conclusion } from "../gate/trail.ts";
import { browserAccess } from "../http/browser-access.ts";
import type { HttpFeature } from "../http/feature.ts";
import { type HttpRequest, json } from "../http/message.ts";
import type { RateLimitPolicy } from "../http/rate-limit-headers.ts";
import type { Mailer } from "../senders/mailer.ts";
import { type Answer, presenter } from "./answers.ts";
import { type ContactGateOptions, type ContactReason, contactGate } from "./contact-gate.ts";
import { contactMail, type Envelope } from "./mail.ts";
import { isThanksPath, thanksPage } from "./thanks-page.ts";

export interface ContactFormOptions extends ContactGateOptions {
  readonly envelope: Envelope;
  readonly mailer: Mailer;
  /** Where a browser without script is sent. Default: a plain page of ours, beside the form's own path. */
  readonly successUrl?: string | undefined;
}

/** The contact form as a function from request to response, for whatever carries HTTP. */
export function contactForm(options: ContactFormOptions): HttpFeature {
  const { allowedOrigins, limitPerHour, envelope, mailer, successUrl } = options;
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

  const respond = async (request: HttpRequest, at: At) => {
    if (isThanksPath(request.path)) {
      if (request.method === "GET" || request.method === "HEAD")
        return { response: thanksPage(request.query.error), conclusion: answered("THANKS_PAGE") };
      return { response: json(405, NOT_A_FORM, { allow: "GET" }), conclusion: answered("THANKS_PAGE") };
    }
    const preflight = browsers.preflight(request);
    if (preflight) return { response: preflight, conclusion: answered("PREFLIGHT") };
    const { ended, conclusion } = await conclude(gate, { request }, at, ({ submission, address }) =>
      mailer.send(contactMail(envelope, submission, address)),
    );
    return { response: present(request, answerTo(ended)), conclusion };
  };

  return {
    handle: async (request, at) => {
      const { response, conclusion } = await respond(request, at);
      return { response: browsers.dressed(request, response), conclusion };
    },
  };
}

function answerTo(ended: Ended<ContactReason, unknown>): Answer {
  if (ended.as === "done") return { ok: true };
  return ended.as === "refused" ? ended.refusal : { ok: false, reason: ended.because };
}

/** The page beside the form takes no messages. */
const NOT_A_FORM = { success: false, error: "METHOD_NOT_ALLOWED", message: "This page can only be read." };
