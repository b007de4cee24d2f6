import fastifyPlugin from "fastify-plugin";
import { API_KEY_HEADER } from "../access/api-key-header.ts";
import { usageGuard } from "../access/usage-guard.ts";
import type { UsagePlanOptions } from "../access/usage-plan.ts";
import {
  type FastifyPluginAsync,
  type FastifyRequest,
  featurePlugin,
  guardHook,
  type PreHandler,
} from "../adapters/fastify.ts";
import { memberOf } from "../adapters/member.ts";
import { MAX_BODY_BYTES } from "../contact/submission.ts";
import type { EmailVerdict } from "../email/verdict.ts";
import type { Gate } from "../gate/gate.ts";
import { type GateGuardOptions, gateGuard } from "../http/gate-guard.ts";
import { type ContactFormOptions, contactForm as contactFeature } from "./contact-form.ts";
import { type EmailMiddlewareOptions, emailGuardOf } from "./email-middleware.ts";
import { checked } from "./options.ts";
import { type RuntimeOptions, runtimeOf } from "./runtime.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What `emailValidation` found; undefined on routes without `config: { validateEmail: true }`. */
    emailValidation: EmailVerdict | undefined;
  }
  interface FastifyContextConfig {
    /** Whether `emailValidation` stands before this route. */
    validateEmail?: boolean;
  }
}

/**
 * Plugin that lets those pass who gave an address that is worth writing to; the others are answered 422. It acts on routes
 * with `config: { validateEmail: true }`, finds the address in the parsed body, and leaves its verdict at
 * `request.emailValidation`.
 *
 * ```ts
 * await app.register(emailValidation, { refuseRelays: true });
 * app.post("/signup", { config: { validateEmail: true } }, handler);
 * ```
 * @throws TypeError or RangeError when an option makes no sense.
 */
export const emailValidation: FastifyPluginAsync<EmailMiddlewareOptions> = fastifyPlugin(
  async (app, options: EmailMiddlewareOptions) => {
    const { field = "email" } = checked("emailValidation", options);
    const validate = guardHook(
      {
        guard: emailGuardOf(options),
        input: ({ body }) => ({ email: memberOf(body, field) }),
        attach: (request, { verdict }) => {
          request.emailValidation = verdict;
        },
      },
      runtimeOf(options),
    );
    app.decorateRequest("emailValidation", undefined);
    app.addHook("preHandler", async (request, reply) => {
      if (request.routeOptions.config.validateEmail === true) return validate(request, reply);
    });
  },
  { name: "postern-email-validation", fastify: "5.x" },
);

export default emailValidation;

export interface GuardOptions<In, R extends string> extends RuntimeOptions {
  /** Makes the gate's input of a request. What it throws goes to the app's error handler. */
  readonly input: (request: FastifyRequest) => NoInfer<In> | Promise<NoInfer<In>>;
  /**
   * The property of the request at which handlers find what the gate passed. Default `passed`. Declare it with
   * `app.decorateRequest("passed", undefined)`: requests then keep one shape, which is faster.
   */
  readonly property?: string | undefined;
  /** Answers whoever is refused. Default: 429 with `Retry-After` where there is a time to come back, else 403. */
  readonly answer?: GateGuardOptions<unknown, R>["answer"];
}

/**
 * Any gate as a hook: `{ preHandler: guard(…) }`. What its checks took stays taken, whatever the handler does.
 * @throws TypeError when an option makes no sense.
 */
export function guard<In, Out, R extends string>(
  gate: Gate<In, Out, R>,
  options: GuardOptions<In, R>,
): PreHandler {
  const { input, property = "passed", answer } = checked("guard", { gate, ...options }, ["gate", "input"]);
  return guardHook(
    { guard: gateGuard(gate, { answer }), input, attach: attachAs(property) },
    runtimeOf(options),
  );
}

export interface UsagePlanHookOptions extends UsagePlanOptions, RuntimeOptions {
  /** The property of the request at which handlers find the client. Default `apiClient`. See `guard`. */
  readonly property?: string | undefined;
}

/**
 * A hook that lets calls pass whose `x-api-key` is known and whose usage plan has room.
 * @throws TypeError when an option makes no sense.
 */
export function usagePlan(options: UsagePlanHookOptions): PreHandler {
  const { property = "apiClient" } = checked("usagePlan", options, ["store", "plans"]);
  const attach = attachAs(property);
  return guardHook(
    {
      guard: usageGuard(options),
      input: ({ headers }) => ({ apiKey: headers[API_KEY_HEADER]?.toString() }),
      attach: (request, { client }) => attach(request, client),
    },
    runtimeOf(options),
  );
}

/**
 * The whole contact form. Under its prefix, `/thanks` is where a browser without script ends.
 *
 * ```ts
 * app.register(contactForm({ from: "site@example.com", mailer, allowedOrigins: ["https://www.example.com"] }), {
 *   prefix: "/contact",
 * });
 * ```
 * @throws TypeError when an option makes no sense.
 */
export function contactForm(options: ContactFormOptions & RuntimeOptions): FastifyPluginAsync {
  return featurePlugin(contactFeature(options), ["/", "/thanks"], MAX_BODY_BYTES, runtimeOf(options));
}

const attachAs = (property: string) => (request: FastifyRequest, value: unknown) => {
  Object.assign(request, { [property]: value });
};

export type { ContactFormOptions } from "./contact-form.ts";
export type { EmailMiddlewareOptions } from "./email-middleware.ts";
