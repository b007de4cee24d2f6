import type { At } from "../gate/check.ts";
import { GateBroke, type Trail } from "../gate/trail.ts";
import { corsHeaders, preflightHeaders } from "../http/cors.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { policyHeader, type RateLimitPolicy } from "../http/rate-limit-headers.ts";
import type { Mailer } from "../senders/mailer.ts";
import type { DecisionOutcome, DecisionRecord } from "../telemetry/decision-line.ts";
import { type Answer, METHODS, presenter } from "./answers.ts";
import { type ContactGateOptions, contactGate } from "./contact-gate.ts";
import { contactMail, type Envelope } from "./mail.ts";
import { isThanksPath, thanksPage } from "./thanks-page.ts";

export interface ContactFormOptions extends ContactGateOptions {
  readonly envelope: Envelope;
  readonly mailer: Mailer;
  /** Where a browser without script is sent. Default: a plain page of ours, beside the form's own path. */
  readonly successUrl?: string | undefined;
}

/** The contact form as a function from request to response, for whatever carries HTTP. */
export interface ContactForm {
  handle(
    request: HttpRequest,
    at: At,
  ): Promise<{ readonly response: HttpResponse; readonly decision: ContactDecision }>;
}

/** What came of one request, for the decision line. `error` may quote a provider: only for a log that redacts. */
export type ContactDecision = Pick<
  DecisionRecord,
  "gate" | "outcome" | "reason" | "trail" | "status" | "error"
>;

interface Ending {
  readonly outcome: DecisionOutcome;
  readonly reason: string;
  readonly trail: Trail;
  readonly answer: Answer;
  readonly error?: unknown;
}

export function contactForm(options: ContactFormOptions): ContactForm {
  const { allowedOrigins, limitPerHour, envelope, mailer, successUrl } = options;
  const gate = contactGate(options);
  const policy: RateLimitPolicy = { name: "contact", quota: limitPerHour, windowSeconds: 3_600 };
  const present = presenter({ policy, successUrl });

  const judge = async (request: HttpRequest, at: At): Promise<Ending> => {
    try {
      const decision = await gate.through({ request }, at, ({ submission, visitor }) =>
        mailer.send(contactMail(envelope, submission, visitor)),
      );
      const { trail } = decision;
      if (!decision.ok) return { outcome: "refused", reason: decision.reason, trail, answer: decision };
      const { outcome } = decision;
      if (outcome.sent === true) return { outcome: "sent", reason: "SENT", trail, answer: { ok: true } };
      const ending = outcome.sent === "unknown" ? "unknown" : "failed";
      return {
        outcome: ending,
        reason: "SEND_FAILED",
        trail,
        answer: failure("SEND_FAILED"),
        error: outcome.error,
      };
    } catch (error) {
      const { trail, cause } = error instanceof GateBroke ? error : { trail: [], cause: error };
      return {
        outcome: "failed",
        reason: "INTERNAL_ERROR",
        trail,
        answer: failure("INTERNAL_ERROR"),
        error: cause,
      };
    }
  };

  const respond = async (request: HttpRequest, at: At) => {
    if (request.method === "GET" && isThanksPath(request.path)) {
      return { response: thanksPage(request.query.error), ending: answered("THANKS_PAGE") };
    }
    const { origin } = request.headers;
    if (request.method === "OPTIONS" && (origin === undefined || allowedOrigins.has(origin))) {
      const headers = { allow: METHODS, ...preflightHeaders(METHODS) };
      return { response: { status: 204, headers, body: "" }, ending: answered("PREFLIGHT") };
    }
    const ending = await judge(request, at);
    return { response: present(request, ending.answer), ending };
  };

  return {
    handle: async (request, at) => {
      const { response, ending } = await respond(request, at);
      const { outcome, reason, trail, error } = ending;
      const headers = {
        ...response.headers,
        ...corsHeaders(request.headers.origin, allowedOrigins),
        ...policyHeader(policy),
      };
      return {
        response: { ...response, headers },
        decision: { gate: gate.name, outcome, reason, trail, status: response.status, error },
      };
    },
  };
}

const failure = (reason: "SEND_FAILED" | "INTERNAL_ERROR") => ({ ok: false, reason }) as const;

const answered = (reason: string): Omit<Ending, "answer"> => ({ outcome: "answered", reason, trail: [] });
