import type { IncomingMessage } from "node:http";
import { json } from "../../src/http/message.ts";
import { readBody } from "../body.ts";
import type { Invocation, Lambda } from "../lambda.ts";
import type { PayloadVersion, Route } from "../local-function.ts";
import { type Answer, type Answering, pathOf } from "../serve.ts";
import type { After } from "../timer.ts";
import type { Admit } from "./admission.ts";
import { fromResultV1, toEventV1 } from "./payload-v1.ts";
import { fromResultV2, toEventV2 } from "./payload-v2.ts";
import { type GatewayRequest, toGatewayRequest } from "./request.ts";

/** A route and the function that it leads to. */
export interface GatewayRoute extends Route {
  readonly functionName: string;
}

export interface GatewayOptions {
  readonly routes: ReadonlyMap<string, GatewayRoute>;
  /** Judges calls to routes that require a key. */
  readonly admit: Admit;
  readonly lambda: Lambda;
  readonly after: After;
  readonly nowMs: () => number;
  readonly newId: () => string;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Names and values of all headers together; the server is built with it, and Node answers 431. */
export const MAX_HEADER_BYTES = 10_240;

/** Whom a route that requires no key lets in: everybody. */
const OPEN = { ok: true, headers: {} } as const;

/** With this header a client chooses the payload version, to try the other one. */
const PAYLOAD_HEADER = "x-postern-payload";

/** API Gateway in front of functions: HTTP to event, result to HTTP, with the limits of the real one. */
export function gateway({ routes, admit, lambda, after, nowMs, newId }: GatewayOptions): Answering {
  const invoke = async (
    request: IncomingMessage,
    { functionName }: GatewayRoute,
    payload: Payload,
    id: string,
  ): Promise<Answer> => {
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body === "too-large") return payload.says.tooLarge;

    const event = payload.toEvent(toGatewayRequest(request, body, id, nowMs()));
    const invocation = await within(
      payload.timeoutMs,
      lambda.invoke(functionName, JSON.stringify(event)),
      after,
    );
    if (invocation === "timed-out") return payload.says.timedOut;
    if (!invocation.ok) return payload.says.broken;
    return payload.fromResult(JSON.parse(invocation.payload)) ?? payload.says.broken;
  };

  return async (request) => {
    const route = routes.get(pathOf(request));
    const payload = payloads[payloadVersion(request, route)];
    if (route === undefined) return payload.says.noRoute;
    const id = newId();
    const admission = route.requiresKey ? await admit(request, id) : OPEN;
    if (!admission.ok) return admission.answer;
    const answer = await invoke(request, route, payload, id);
    return { ...answer, headers: { ...answer.headers, ...admission.headers } };
  };
}

/** A version of the payload, and what the kind of API that uses it says when no function does. */
interface Payload {
  readonly toEvent: (request: GatewayRequest) => object;
  readonly fromResult: (result: unknown) => Answer | undefined;
  readonly timeoutMs: number;
  readonly says: Readonly<Record<"noRoute" | "tooLarge" | "timedOut" | "broken", Answer>>;
}

const payloads: Readonly<Record<PayloadVersion, Payload>> = {
  "1.0": {
    toEvent: toEventV1,
    fromResult: fromResultV1,
    timeoutMs: 29_000,
    says: {
      noRoute: gatewayError(403, "Missing Authentication Token", "MissingAuthenticationTokenException"),
      tooLarge: gatewayError(413, "Request Too Long", "RequestTooLargeException"),
      timedOut: gatewayError(504, "Endpoint request timed out", "InternalServerErrorException"),
      broken: gatewayError(502, "Internal server error", "InternalServerErrorException"),
    },
  },
  "2.0": {
    toEvent: toEventV2,
    fromResult: fromResultV2,
    timeoutMs: 30_000,
    says: {
      noRoute: gatewayError(404, "Not Found"),
      tooLarge: gatewayError(413, "Request Entity Too Large"),
      timedOut: gatewayError(503, "Service Unavailable"),
      broken: gatewayError(500, "Internal Server Error"),
    },
  },
};

function gatewayError(status: number, message: string, type?: string): Answer {
  const { headers, body } = json(status, { message });
  return { status, headers: { ...headers, ...(type !== undefined && { "x-amzn-errortype": type }) }, body };
}

function payloadVersion(request: IncomingMessage, route: Route | undefined): PayloadVersion {
  const asked = request.headers[PAYLOAD_HEADER];
  return asked === "1.0" || asked === "2.0" ? asked : (route?.payload ?? "1.0");
}

async function within(
  timeoutMs: number,
  invocation: Promise<Invocation>,
  after: After,
): Promise<Invocation | "timed-out"> {
  const timeout = Promise.withResolvers<"timed-out">();
  const callOff = after(timeoutMs, () => timeout.resolve("timed-out"));
  try {
    return await Promise.race([invocation, timeout.promise]);
  } finally {
    callOff();
  }
}
