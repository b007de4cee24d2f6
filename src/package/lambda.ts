import { API_KEY_HEADER } from "../access/api-key-header.ts";
import { usageGuard } from "../access/usage-guard.ts";
import type { Client, UsagePlanOptions } from "../access/usage-plan.ts";
import {
  featureHandler,
  guardHandler,
  type LambdaHttpEvent,
  type LambdaMiddleware,
  type LambdaResult,
} from "../adapters/lambda-guard.ts";
import { memberOf } from "../adapters/member.ts";
import { parsedBody } from "../adapters/unparsed-body.ts";
import type { EmailVerdict } from "../email/verdict.ts";
import type { Gate } from "../gate/gate.ts";
import { type GateGuardOptions, gateGuard } from "../http/gate-guard.ts";
import type { HttpRequest } from "../http/message.ts";
import { type ContactFormOptions, contactForm as contactFeature } from "./contact-form.ts";
import { type EmailMiddlewareOptions, emailGuardOf } from "./email-middleware.ts";
import { checked } from "./options.ts";
import { type RuntimeOptions, runtimeOf } from "./runtime.ts";

/** An event whose e-mail address has been looked into. */
export type WithEmailValidation<Event = LambdaHttpEvent> = Event & EmailValidated;
interface EmailValidated {
  readonly emailValidation: EmailVerdict;
}

/**
 * Lets a handler run for those who gave an address that is worth writing to, in a JSON body or a form; the others are answered
 * 422. The verdict stands in the event.
 *
 * ```ts
 * export const handler = validateEmail()(async (event) => {
 *   await createUser(event.emailValidation.address, JSON.parse(event.body ?? ""));
 *   return { statusCode: 201 };
 * });
 * ```
 * @throws TypeError or RangeError when an option makes no sense.
 */
export function validateEmail(options: EmailMiddlewareOptions = {}): LambdaMiddleware<EmailValidated> {
  const { field = "email" } = checked("validateEmail", options);
  return guardHandler(
    emailGuardOf(options),
    {
      input: (_, request) => ({ email: memberOf(parsedBody(request), field) }),
      attach: ({ verdict }) => ({ emailValidation: verdict }),
    },
    runtimeOf(options),
  );
}

export interface GuardOptions<In, Out, R extends string, Property extends string, Event>
  extends RuntimeOptions,
    Pick<GateGuardOptions<Out, R>, "answer"> {
  /** Makes the gate's input. The request is what the event says, whatever its version: names of headers in lower case. */
  readonly input: (event: Event, request: HttpRequest) => NoInfer<In> | Promise<NoInfer<In>>;
  /** Where in the event the handler finds what the gate passed. Default `passed`. */
  readonly property?: Property;
}

/**
 * Any gate before a handler.
 * @throws TypeError when an option makes no sense.
 */
export function guard<
  In,
  Out,
  R extends string,
  const Property extends string = "passed",
  Event extends LambdaHttpEvent = LambdaHttpEvent,
>(
  gate: Gate<In, Out, R>,
  options: GuardOptions<In, Out, R, Property, Event>,
): LambdaMiddleware<Readonly<Record<Property, Out>>, Event> {
  const required = ["gate", "input"] as const;
  const { input, answer, property = "passed" as Property } = checked("guard", { gate, ...options }, required);
  return guardHandler(
    gateGuard(gate, { answer }),
    { input, attach: (passed) => under(property, passed) },
    runtimeOf(options),
  );
}

/**
 * API keys before a handler, from the header `x-api-key`; the quota is told in the answer's headers.
 * @throws TypeError when an option makes no sense.
 */
export function usagePlan<const Property extends string = "apiClient">(
  options: UsagePlanOptions &
    RuntimeOptions & {
      /** Where in the event the handler finds whose call it is. Default `apiClient`. */
      readonly property?: Property;
    },
): LambdaMiddleware<Readonly<Record<Property, Client>>> {
  const { property = "apiClient" as Property } = checked("usagePlan", options, ["store", "plans"]);
  return guardHandler(
    usageGuard(options),
    {
      input: (_, { headers }) => ({ apiKey: headers[API_KEY_HEADER] }),
      attach: ({ client }) => under(property, client),
    },
    runtimeOf(options),
  );
}

const under = <Property extends string, Value>(property: Property, value: Value) =>
  ({ [property]: value }) as Readonly<Record<Property, Value>>;

/**
 * The contact form as a handler, with its page of thanks: give it the form's path and all below it.
 * @throws TypeError when an option makes no sense.
 */
export const contactForm = (
  options: ContactFormOptions & RuntimeOptions,
): ((event: LambdaHttpEvent, ...rest: readonly unknown[]) => Promise<LambdaResult>) =>
  featureHandler(contactFeature(options), runtimeOf(options));

export type { LambdaHttpEvent, LambdaMiddleware, LambdaResult } from "../adapters/lambda-guard.ts";
