import type { EmailRefusal } from "../email/email-check.ts";
import { emailGuard } from "../email/email-guard.ts";
import type { HttpResponse } from "../http/message.ts";
import { json } from "../http/message.ts";
import { type EmailValidationOptions, validatorOf } from "./email-validation.ts";
import type { RuntimeOptions } from "./runtime.ts";

export interface EmailMiddlewareOptions extends EmailValidationOptions, RuntimeOptions {
  /** The member of the body that holds the address. Default `email`. */
  readonly field?: string | undefined;
  /** What a refused address is answered. Default: 422 with `{"error":"…"}`. */
  readonly answer?:
    | ((refusal: EmailRefusal) => { readonly status: number; readonly body: object })
    | undefined;
}

/** The e-mail guard that every framework's middleware stands on. */
export function emailGuardOf({ answer, ...options }: EmailMiddlewareOptions) {
  const validator = validatorOf(options);
  return emailGuard({ validator: () => validator, answer: answer && asResponse(answer) });
}

const asResponse =
  (answer: NonNullable<EmailMiddlewareOptions["answer"]>) =>
  (refusal: EmailRefusal): HttpResponse => {
    const { status, body } = answer(refusal);
    return json(status, body);
  };
