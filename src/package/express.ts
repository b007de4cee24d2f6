import { API_KEY_HEADER } from "../access/api-key-header.ts";
import { usageGuard } from "../access/usage-guard.ts";
import type { Client, UsagePlanOptions } from "../access/usage-plan.ts";
import { featureHandler, fieldOf, guardHandler, type Middleware, type Request } from "../adapters/express.ts";
import { MAX_BODY_BYTES } from "../contact/submission.ts";
import type { EmailVerdict } from "../email/verdict.ts";
import type { Gate } from "../gate/gate.ts";
import { type GateGuardOptions, gateGuard } from "../http/gate-guard.ts";
import { type ContactFormOptions, contactForm as contactFeature } from "./contact-form.ts";
import { type EmailMiddlewareOptions, emailGuardOf } from "./email-middleware.ts";
import { checked } from "./options.ts";
import { type RuntimeOptions, runtimeOf } from "./runtime.ts";

declare global {
  namespace Express {
    interface Request {
      /** What `validateEmail` found. */
      emailValidation?: EmailVerdict;
      /** Whose call it is, behind `usagePlan`. */
      apiClient?: Client;
    }
  }
}

/**
 * Middleware that lets those pass who gave an address that is worth writing to; the others are answered 422. It finds the
 * address in the body that `express.json()` or `express.urlencoded()` parsed, and leaves its verdict at `req.emailValidation`.
 *
 * ```ts
 * router.post("/signup", validateEmail, handler); // as it comes
 * router.post("/signup", validateEmail({ field: "mail", refuseRelays: true }), handler);
 * ```
 * @throws TypeError or RangeError when an option makes no sense.
 */
export function validateEmail(...request: Parameters<Middleware>): Promise<void>;
export function validateEmail(options?: EmailMiddlewareOptions): Middleware;
export function validateEmail(
  ...given: [options?: EmailMiddlewareOptions | undefined] | Parameters<Middleware>
) {
  if (given.length !== 3) return emailMiddleware(given[0]);
  asItComes ??= emailMiddleware();
  return asItComes(...given);
}

/** One for all routes, with one cache; made with the first request, because it reads the environment. */
let asItComes: Middleware | undefined;

function emailMiddleware(options: EmailMiddlewareOptions = {}): Middleware {
  const { field = "email" } = checked("validateEmail", options);
  const runtime = runtimeOf(options);
  return guardHandler(
    {
      guard: emailGuardOf(options),
      input: (req) => ({ email: fieldOf(req, field, runtime) }),
      attach: (req, { verdict }) => {
        req.emailValidation = verdict;
      },
    },
    runtime,
  );
}

export interface GuardOptions<In, R extends string> extends RuntimeOptions {
  /** Makes the gate's input of a request. What it throws goes to the app's error handler. */
  readonly input: (req: Request) => NoInfer<In> | Promise<NoInfer<In>>;
  /** The property of the request at which handlers find what the gate passed. Default `passed`. */
  readonly property?: string | undefined;
  /** Answers whoever is refused. Default: 429 with `Retry-After` where there is a time to come back, else 403. */
  readonly answer?: GateGuardOptions<unknown, R>["answer"];
}

/**
 * Any gate as middleware. What its checks took stays taken, whatever the handler does.
 * @throws TypeError when an option makes no sense.
 */
export function guard<In, Out, R extends string>(
  gate: Gate<In, Out, R>,
  options: GuardOptions<In, R>,
): Middleware {
  const { input, property = "passed", answer } = checked("guard", { gate, ...options }, ["gate", "input"]);
  return guardHandler(
    { guard: gateGuard(gate, { answer }), input, attach: attachAs(property) },
    runtimeOf(options),
  );
}

export interface UsagePlanMiddlewareOptions extends UsagePlanOptions, RuntimeOptions {
  /** The property of the request at which handlers find the client. Default `apiClient`: `client` is Node's own socket. */
  readonly property?: string | undefined;
}

/**
 * Middleware that lets calls pass whose `x-api-key` is known and whose usage plan has room.
 * @throws TypeError when an option makes no sense.
 */
export function usagePlan(options: UsagePlanMiddlewareOptions): Middleware {
  const { property = "apiClient" } = checked("usagePlan", options, ["store", "plans"]);
  const attach = attachAs(property);
  return guardHandler(
    {
      guard: usageGuard(options),
      input: (req) => ({ apiKey: req.get(API_KEY_HEADER) }),
      attach: (req, { client }) => attach(req, client),
    },
    runtimeOf(options),
  );
}

/**
 * The whole contact form. Everything below the path is its own: `/contact/thanks` is where a browser without script ends.
 *
 * ```ts
 * app.use("/contact", contactForm({ from: "site@example.com", mailer, allowedOrigins: ["https://www.example.com"] }));
 * ```
 * @throws TypeError when an option makes no sense.
 */
export function contactForm(options: ContactFormOptions & RuntimeOptions): Middleware {
  return featureHandler(contactFeature(options), MAX_BODY_BYTES, runtimeOf(options));
}

const attachAs = (property: string) => (req: Request, value: unknown) => {
  (req as unknown as Record<string, unknown>)[property] = value;
};

export type { ContactFormOptions } from "./contact-form.ts";
export type { EmailMiddlewareOptions } from "./email-middleware.ts";
