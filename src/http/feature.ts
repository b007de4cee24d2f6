import type { At } from "../gate/check.ts";
import type { Soon } from "../gate/soon.ts";
import type { Conclusion } from "../gate/trail.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";

/** What was answered, and what came of the request, for whoever counts. */
export interface Handled {
  readonly response: HttpResponse;
  readonly conclusion: Conclusion;
}

/** A whole endpoint as a function from request to response, for whatever carries HTTP. Never throws for a request. */
export interface HttpFeature {
  handle(request: HttpRequest, at: At): Soon<Handled>;
}

/** What a guard has found. */
export type Guarded<Value> = { readonly conclusion: Conclusion } & (
  | {
      readonly ok: true;
      /** For whoever is guarded. */
      readonly value: Value;
      /** To be set on the answer, whoever gives it. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly response: HttpResponse }
);

/** Stands before somebody else's endpoint: lets a request go on, or answers it. Never throws for a request. */
export interface Guard<In, Value> {
  /** At once where nothing has to be asked. */
  judge(input: In, at: At): Soon<Guarded<Value>>;
}
