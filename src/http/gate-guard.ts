import { concludeDecision } from "../gate/conclude.ts";
import type { Gate } from "../gate/gate.ts";
import { when } from "../gate/soon.ts";
import type { Refused } from "../gate/trail.ts";
import type { Guard } from "./feature.ts";
import { type HttpResponse, json } from "./message.ts";

export interface GateGuardOptions<Out, R extends string> {
  /** Answers whoever is refused. Default: 429 with `Retry-After` where there is a time to come back, else 403. */
  readonly answer?: ((refused: Refused<R>) => HttpResponse) | undefined;
  /** What is answered when a check broke. Default: 500 with `INTERNAL_ERROR`. */
  readonly broken?: HttpResponse | undefined;
  /** Headers for the answer of whoever passed. Default: none. */
  readonly headers?: (passed: Out) => Readonly<Record<string, string>>;
}

const PASSED = { outcome: "answered", reason: "PASSED" } as const;

/** A gate before somebody else's endpoint. What its checks took stays taken: the endpoint is not the gate's to undo. */
export function gateGuard<In, Out, R extends string>(
  gate: Gate<In, Out, R>,
  options: GateGuardOptions<Out, R> = {},
): Guard<In, Out> {
  const { answer = refusalOf, broken = INTERNAL_ERROR, headers = () => ({}) } = options;
  return {
    judge: (input, at) =>
      when(concludeDecision(gate, input, at, PASSED), ({ ended, conclusion }) => {
        if (ended.as === "done")
          return { ok: true, value: ended.value, headers: headers(ended.value), conclusion };
        const response = ended.as === "refused" ? answer(ended.refusal) : broken;
        return { ok: false, response, conclusion };
      }),
  };
}

const INTERNAL_ERROR = json(500, {
  success: false,
  error: "INTERNAL_ERROR",
  message: "Something went wrong on our side. Please try again in a while.",
});

function refusalOf({ reason, retryAfterSeconds }: Refused<string>): HttpResponse {
  if (retryAfterSeconds === undefined) {
    return json(403, { success: false, error: reason, message: "This request is refused." });
  }
  const message = "Too many requests. Please come back later.";
  return json(
    429,
    { success: false, error: reason, message, rateLimited: true, retryAfterSeconds },
    { "retry-after": String(retryAfterSeconds) },
  );
}
