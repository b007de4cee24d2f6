import type { LambdaHttpEvent } from "../../../src/package/lambda.ts";
import { contactForm, guard, usagePlan, validateEmail } from "../../../src/package/lambda.ts";
import { eventV1, eventV2, replyOf } from "../../support/events.ts";
import type { Ask } from "../../support/exchange.ts";
import { type App, HandlerFailed, type Harness } from "./harness.ts";

/** A REST API and an HTTP API before the same handlers. */
export const lambdaV1Harness = harness("Lambda v1", eventV1);
export const lambdaV2Harness = harness("Lambda v2", eventV2);

type EventOf = (ask: Ask) => LambdaHttpEvent;

function harness(name: string, eventOf: EventOf): Harness {
  return {
    name,
    email: async (options) =>
      app(
        eventOf,
        validateEmail(options)(
          answering((event) => ({ validation: event.emailValidation, body: parsed(event) })),
        ),
      ),
    contact: async (options, path = "/") => app(eventOf, contactForm(options), path),
    guarded: async (gate, options) =>
      app(
        eventOf,
        guard(gate, { ...options, input: (_, { headers }) => ({ pass: headers["x-pass"] }) })(
          answering(({ passed }) => passed),
        ),
      ),
    keyed: async (options) =>
      app(eventOf, usagePlan(options)(answering(({ apiClient: { id, plan } }) => ({ id, plan })))),
  };
}

/** Calls a handler as the platform does: events and results are JSON on their way. */
function app(
  eventOf: EventOf,
  handler: (event: LambdaHttpEvent, ...rest: unknown[]) => Promise<unknown>,
  mountedAt = "/",
): App {
  return {
    ask: async ({ method = "POST", path = mountedAt, headers = {}, body, from = "127.0.0.1" }) => {
      const event = eventOf({ method, path, headers, from, ...(body !== undefined && { body }) });
      const context = { getRemainingTimeInMillis: () => 30_000 };
      const { status, headers: got, body: text } = replyOf(overWire(await handler(overWire(event), context)));
      return { status, headers: lowerCased(got), body: text };
    },
    close: async () => {},
  };
}

const overWire = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const lowerCased = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const answering =
  <Event extends LambdaHttpEvent>(found: (event: Event) => unknown) =>
  async (event: Event) => {
    const failing = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === "x-fail");
    if (failing?.[1] === "yes") throw new HandlerFailed("as it was told");
    const headers = { "Content-Type": "application/json", "X-Handler": "reached" };
    return { statusCode: 200, headers, body: JSON.stringify(found(event)) };
  };

/** As handlers of functions do it, which get text: by themselves. */
function parsed({ headers, body, isBase64Encoded }: LambdaHttpEvent): unknown {
  const text = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8").toString();
  const [, type = ""] =
    Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "content-type") ?? [];
  const isForm = type.startsWith("application/x-www-form-urlencoded");
  return isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
}
