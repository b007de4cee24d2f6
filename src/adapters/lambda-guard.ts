import type { Guard, HttpFeature } from "../http/feature.ts";
import type { HttpRequest } from "../http/message.ts";
import { fromLambdaEvent } from "./lambda.ts";
import { withHeaders } from "./lambda-headers.ts";
import type { Runtime } from "./runtime.ts";

/**
 * What is read of an event of API Gateway (REST v1, HTTP v2), a function URL or an ALB. The types of `@types/aws-lambda` fit,
 * and handlers may be written with them.
 */
export interface LambdaHttpEvent {
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  readonly requestContext?: object | undefined;
}

/** An answer as all of them take it; lists only for an ALB that has sent lists. */
export interface LambdaResult {
  statusCode: number;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
  isBase64Encoded: boolean;
}

/** Takes a handler that finds more in its event than was sent, and gives the handler that Lambda calls. */
export type LambdaMiddleware<Added, Base = LambdaHttpEvent> = <
  Event extends Base,
  Rest extends readonly unknown[],
  Result,
>(
  handler: (event: Event & Added, ...rest: Rest) => Result | Promise<Result>,
) => (event: Event, ...rest: Rest) => Promise<Result | LambdaResult>;

export interface LambdaGuarding<In, Value, Added, Base> {
  /** What the guard judges. The request is what the event says, whatever its version: names of headers in lower case. */
  readonly input: (event: Base, request: HttpRequest) => In | Promise<In>;
  readonly attach: (value: Value) => Added;
}

/** A guard before a handler: refusals are answered in the form that the event's sender understands. */
export function guardHandler<In, Value, Added extends object, Base extends LambdaHttpEvent>(
  guard: Guard<In, Value>,
  { input, attach }: LambdaGuarding<In, Value, Added, Base>,
  { now, onDecision }: Runtime,
): LambdaMiddleware<Added, Base> {
  return <Event extends Base, Rest extends readonly unknown[], Result>(
    handler: (event: Event & Added, ...rest: Rest) => Result | Promise<Result>,
  ) =>
    async (event: Event, ...rest: Rest) => {
      const converted = fromLambdaEvent(event);
      const judged = await guard.judge(
        await input(event, converted.request),
        now(() => deadlineOf(rest)),
      );
      onDecision(judged.conclusion);
      if (!judged.ok) return converted.toResult(judged.response) as LambdaResult;
      const result = await handler({ ...event, ...attach(judged.value) }, ...rest);
      return withHeaders(result, judged.headers, event, converted.toResult) as Result;
    };
}

/** A whole feature as a handler. */
export const featureHandler =
  (feature: HttpFeature, { now, onDecision }: Runtime) =>
  async (event: LambdaHttpEvent, ...rest: readonly unknown[]): Promise<LambdaResult> => {
    const { request, toResult } = fromLambdaEvent(event);
    const { response, conclusion } = await feature.handle(
      request,
      now(() => deadlineOf(rest)),
    );
    onDecision(conclusion);
    return toResult(response) as LambdaResult;
  };

/** Nobody hangs up on a function, but its time runs out. A handler that is called without a context has all the time. */
function deadlineOf([context]: readonly unknown[]): AbortSignal {
  const { getRemainingTimeInMillis } = (context ?? {}) as { getRemainingTimeInMillis?: () => number };
  if (getRemainingTimeInMillis === undefined) return new AbortController().signal;
  return AbortSignal.timeout(Math.max(0, getRemainingTimeInMillis.call(context)));
}
