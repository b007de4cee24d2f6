import { API_KEY_HEADER } from "../access/api-key-header.ts";
import { usageGuard } from "../access/usage-guard.ts";
import type { Client, UsagePlanOptions } from "../access/usage-plan.ts";
import { type ClientAddress, type FetchGuard, fetchFeature, fetchGuard, fieldOf } from "../adapters/fetch.ts";
import { MAX_BODY_BYTES } from "../contact/submission.ts";
import type { EmailVerdict } from "../email/verdict.ts";
import type { Gate } from "../gate/gate.ts";
import { type GateGuardOptions, gateGuard } from "../http/gate-guard.ts";
import { type ContactFormOptions, contactForm as contactFeature } from "./contact-form.ts";
import { type EmailMiddlewareOptions, emailGuardOf } from "./email-middleware.ts";
import { checked } from "./options.ts";
import { type RuntimeOptions, runtimeOf } from "./runtime.ts";

export interface EmailGuardOptions extends EmailMiddlewareOptions {
  /** How much of a body is read; one that is larger is refused like one without an address. Default 65,536. */
  readonly maxBodyBytes?: number | undefined;
}

/**
 * Lets those requests go on whose JSON, form or multipart body gives an address that is worth writing to; the others are
 * answered 422. The body stays readable.
 *
 * ```ts
 * const email = validateEmail();
 *
 * export async function POST(request: Request) {
 *   const refused = await email(request);
 *   if (refused) return refused;
 *   const verdict = email.passed(request);
 *   …
 * }
 * ```
 * @throws TypeError or RangeError when an option makes no sense.
 */
export function validateEmail(options: EmailGuardOptions = {}): FetchGuard<EmailVerdict, unknown> {
  const { field = "email", maxBodyBytes = MAX_BODY_BYTES, ...others } = checked("validateEmail", options);
  return fetchGuard(
    {
      guard: emailGuardOf(others),
      input: async (request) => ({ email: await fieldOf(request, field, maxBodyBytes) }),
      value: ({ verdict }) => verdict,
    },
    runtimeOf(others),
  );
}

export interface GuardOptions<In, Out, R extends string, Info>
  extends RuntimeOptions,
    Pick<GateGuardOptions<Out, R>, "answer"> {
  /** Makes the gate's input. Whoever reads the body here reads `request.clone()`. */
  readonly input: (request: Request, info: Info | undefined) => NoInfer<In> | Promise<NoInfer<In>>;
}

/**
 * Any gate before a handler: `guard(…).passed(request)` is what the gate passed.
 * @throws TypeError when an option makes no sense.
 */
export function guard<In, Out, R extends string, Info = unknown>(
  gate: Gate<In, Out, R>,
  options: GuardOptions<In, Out, R, Info>,
): FetchGuard<Out, Info> {
  const { input, answer } = checked("guard", { gate, ...options }, ["gate", "input"]);
  return fetchGuard(
    { guard: gateGuard(gate, { answer }), input, value: (passed) => passed },
    runtimeOf(options),
  );
}

/**
 * Lets calls go on whose `x-api-key` is known and whose usage plan has room; `passed(request)` is whose call it is. Give your
 * answer to `dressed(request, response)`, which tells the quota in its headers.
 * @throws TypeError when an option makes no sense.
 */
export function usagePlan(options: UsagePlanOptions & RuntimeOptions): FetchGuard<Client, unknown> {
  return fetchGuard(
    {
      guard: usageGuard(checked("usagePlan", options, ["store", "plans"])),
      input: ({ headers }) => ({ apiKey: headers.get(API_KEY_HEADER) ?? undefined }),
      value: ({ client }) => client,
    },
    runtimeOf(options),
  );
}

export interface FetchContactFormOptions<Info> extends ContactFormOptions, RuntimeOptions {
  /**
   * Whose request it is, where the platform tells: a header that it writes itself, or the second argument of the handler. Never
   * one that a client could write. Default: `clientAddress` of the second argument; without it all callers share one limit.
   */
  readonly clientAddress?: ClientAddress<Info> | undefined;
}

/**
 * The whole contact form. Give it the form's path and all below it: `/contact/thanks` is where a browser without script ends.
 * @throws TypeError when an option makes no sense.
 */
export function contactForm<Info = { readonly clientAddress?: string | undefined }>(
  options: FetchContactFormOptions<Info>,
): (request: Request, info?: Info) => Promise<Response> {
  const { clientAddress } = options;
  return fetchFeature(
    contactFeature(options),
    { maxBodyBytes: MAX_BODY_BYTES, clientAddress },
    runtimeOf(options),
  );
}

export type { FetchGuard } from "../adapters/fetch.ts";
export type { ContactFormOptions } from "./contact-form.ts";
export type { EmailMiddlewareOptions } from "./email-middleware.ts";
