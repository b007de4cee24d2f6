import type { UsagePlanOptions } from "../../../src/access/usage-plan.ts";
import type { Check } from "../../../src/gate/check.ts";
import type { Gate } from "../../../src/gate/gate.ts";
import type { Refused } from "../../../src/gate/trail.ts";
import type { HttpResponse } from "../../../src/http/message.ts";
import type { ContactFormOptions } from "../../../src/package/contact-form.ts";
import type { EmailMiddlewareOptions } from "../../../src/package/email-middleware.ts";
import type { RuntimeOptions } from "../../../src/package/runtime.ts";

/** What is asked of a mounted app. */
export interface Ask {
  readonly method?: string;
  /** With its query. Default: where the app is mounted. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Whom it comes from: any address of 127.0.0.0/8. `overHttp` binds its socket to it, an event names it. */
  readonly from?: string;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An app of one framework with one thing of ours in it, on a real wire where the framework has one. */
export interface App {
  /** Rejects with what a handler threw where there is no framework that would answer for it. */
  ask(ask: Ask): Promise<Answer>;
  close(): Promise<void>;
}

/** The gate that guards in the table: wants the header `x-pass: yes`, and says when to come back for `x-pass: later`. */
export type PassGate = Gate<
  { readonly pass: string | undefined },
  { readonly pass: string | undefined },
  "NO_PASS" | "LATER"
>;
export type PassCheck = Check<{ readonly pass: string | undefined }, void, "NO_PASS" | "LATER">;

interface Guarding extends RuntimeOptions {
  readonly answer?: (refused: Refused<"NO_PASS" | "LATER">) => HttpResponse;
}

/**
 * How one framework mounts what every framework mounts; the behaviour table runs over all of these.
 * Every handler sets the header `x-handler: reached`, and throws {@link HandlerFailed} for the header `x-fail: yes`.
 */
export interface Harness {
  readonly name: string;
  /**
   * An endpoint behind the e-mail middleware. It answers 200 with JSON: what the middleware attached, as `validation`, and
   * the body it got as `body`. Bodies are JSON and forms, parsed as people do it there.
   */
  email(options: EmailMiddlewareOptions): Promise<App>;
  /** The whole contact form, with its page of thanks. Default path: `/`. */
  contact(options: ContactFormOptions & RuntimeOptions, path?: string): Promise<App>;
  /** An endpoint behind a gate, whose input is the header `x-pass`. It answers 200 with what the gate passed, as JSON. */
  guarded(gate: PassGate, options?: Guarding): Promise<App>;
  /** An endpoint behind API keys. It answers 200 with the client's id and plan, as JSON. */
  keyed(options: UsagePlanOptions & RuntimeOptions): Promise<App>;
}

/** What a handler throws when it is told to. */
export class HandlerFailed extends Error {
  override readonly name = "HandlerFailed";
}
