import type { HttpResponse } from "../http/message.ts";

type Headers = HttpResponse["headers"];
interface Result {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly multiValueHeaders?: Readonly<Record<string, unknown>>;
}

/**
 * A handler's result with more headers, as single values or as lists, whichever `toResult` writes. What the handler has set
 * itself stays. A result that no platform would take as an answer is left for the platform to refuse.
 */
export function withHeaders(
  result: unknown,
  headers: Headers,
  event: unknown,
  toResult: (response: HttpResponse) => Result,
): unknown {
  const whole = isV2(event) && !isAnswer(result) ? inferredAnswer(result) : result;
  if (Object.keys(headers).length === 0 || !isObject(whole)) return result;
  const own = whole as Result;
  const names = Object.keys({ ...own.headers, ...own.multiValueHeaders }).map((name) => name.toLowerCase());
  const missing = Object.entries(headers).filter(([name]) => !names.includes(name));
  const added = toResult({ status: 200, headers: Object.fromEntries(missing), body: "" });
  return {
    ...own,
    ...(added.headers && { headers: { ...own.headers, ...added.headers } }),
    ...(added.multiValueHeaders && {
      multiValueHeaders: { ...own.multiValueHeaders, ...added.multiValueHeaders },
    }),
  };
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isAnswer = (result: unknown) => isObject(result) && "statusCode" in result;
const isV2 = (event: unknown) =>
  (event as { requestContext?: { http?: object } }).requestContext?.http !== undefined;

/** What payload 2.0 makes of a result without a status code: all of it is the body. */
const inferredAnswer = (result: unknown) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: typeof result === "string" ? result : JSON.stringify(result ?? null),
});
