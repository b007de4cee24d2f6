import { API_KEY_HEADER } from "../access/api-key-header.ts";
import { usageGuard } from "../access/usage-guard.ts";
import type { Client, UsagePlanOptions } from "../access/usage-plan.ts";
import { type Context, fieldOf, type HonoMiddleware, honoFeature, honoGuard } from "../adapters/hono.ts";
import { MAX_BODY_BYTES } from "../contact/submission.ts";
import type { EmailVerdict } from "../email/verdict.ts";
import type { Gate } from "../gate/gate.ts";
import { type GateGuardOptions, gateGuard } from "../http/gate-guard.ts";
import { type ContactFormOptions, contactForm as contactFeature } from "./contact-form.ts";
import { type EmailMiddlewareOptions, emailGuardOf } from "./email-middleware.ts";
import { checked } from "./options.ts";
import { type RuntimeOptions, runtimeOf } from "./runtime.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** What `validateEmail` found, on routes behind it. */
    emailValidation: EmailVerdict;
  }
}

export interface EmailGuardOptions extends EmailMiddlewareOptions {
  /** How much of a body is read; one that is larger is refused like one without an address. Default 65,536. */
  readonly maxBodyBytes?: number | undefined;
}

/**
 * Middleware that lets those pass whose JSON, form or multipart body gives an address that is worth writing to; the others are
 * answered 422. The verdict is `c.get("emailValidation")`.
 *
 * ```ts
 * app.post("/signup", validateEmail(), (c) => …);
 * ```
 * @throws TypeError or RangeError when an option makes no sense.
 */
export function validateEmail(
  options: EmailGuardOptions = {},
): HonoMiddleware<"emailValidation", EmailVerdict> {
  const { field = "email", maxBodyBytes = MAX_BODY_BYTES, ...others } = checked("validateEmail", options);
  return honoGuard(
    {
      guard: emailGuardOf(others),
      input: async (c) => ({ email: await fieldOf(c, field, maxBodyBytes) }),
      value: ({ verdict }) => verdict,
      property: "emailValidation",
    },
    runtimeOf(others),
  );
}

export interface GuardOptions<In, Out, R extends string, Property extends string>
  extends RuntimeOptions,
    Pick<GateGuardOptions<Out, R>, "answer"> {
  /** Makes the gate's input of a request. What it throws goes to `app.onError`. */
  readonly input: (c: Context) => NoInfer<In> | Promise<NoInfer<In>>;
  /** The name in the context under which handlers find what the gate passed. Default `passed`. */
  readonly property?: Property | undefined;
}

/**
 * Any gate as middleware. What its checks took stays taken, whatever the handler does.
 * @throws TypeError when an option makes no sense.
 */
export function guard<In, Out, R extends string, const Property extends string = "passed">(
  gate: Gate<In, Out, R>,
  options: GuardOptions<In, Out, R, Property>,
): HonoMiddleware<Property, Out> {
  const required = ["gate", "input"] as const;
  const { input, answer, property = "passed" as Property } = checked("guard", { gate, ...options }, required);
  return honoGuard(
    { guard: gateGuard(gate, { answer }), input, value: (passed) => passed, property },
    runtimeOf(options),
  );
}

export interface UsagePlanMiddlewareOptions<Property extends string>
  extends UsagePlanOptions,
    RuntimeOptions {
  /** The name in the context under which handlers find whose call it is. Default `apiClient`. */
  readonly property?: Property | undefined;
}

/**
 * Middleware that lets calls pass whose `x-api-key` is known and whose usage plan has room.
 * @throws TypeError when an option makes no sense.
 */
export function usagePlan<const Property extends string = "apiClient">(
  options: UsagePlanMiddlewareOptions<Property>,
): HonoMiddleware<Property, Client> {
  const { property = "apiClient" as Property } = checked("usagePlan", options, ["store", "plans"]);
  return honoGuard(
    {
      guard: usageGuard(options),
      input: (c) => ({ apiKey: c.req.header(API_KEY_HEADER) }),
      value: ({ client }) => client,
      property,
    },
    runtimeOf(options),
  );
}

export interface HonoContactFormOptions extends ContactFormOptions, RuntimeOptions {
  /**
   * Whose request it is. Default: who is connected, as Node, Bun, Deno and Lambda tell it. Behind a proxy, and on platforms that
   * write the address into a header, say it here. Never take it from where a client could write it.
   */
  readonly clientAddress?: ((c: Context) => string | undefined) | undefined;
}

/**
 * The whole contact form. Everything below the path is its own: `/contact/thanks` is where a browser without script ends.
 *
 * ```ts
 * app.all("/contact/*", contactForm({ from: "site@example.com", mailer, allowedOrigins: ["https://www.example.com"] }));
 * ```
 * @throws TypeError when an option makes no sense.
 */
export function contactForm(options: HonoContactFormOptions): (c: Context) => Promise<Response> {
  const { clientAddress } = options;
  return honoFeature(
    contactFeature(options),
    { maxBodyBytes: MAX_BODY_BYTES, clientAddress },
    runtimeOf(options),
  );
}

export type { HonoMiddleware } from "../adapters/hono.ts";
export type { ContactFormOptions } from "./contact-form.ts";
export type { EmailMiddlewareOptions } from "./email-middleware.ts";
