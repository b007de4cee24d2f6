import type { EmailVerdict } from "../email/verdict.ts";
import { type EmailValidationOptions, validatorOf } from "./email-validation.ts";
import { now } from "./now.ts";

/**
 * Makes the function that says whether an address is worth writing to. Make it once: it holds a cache, and the state of the
 * circuit to the remote API. What cannot be asked is passed over, and the verdict says so; it never throws for an address.
 *
 * ```ts
 * const validateEmail = createEmailValidator();
 * const { status, disposable, suggestion } = await validateEmail("joe@gmial.com");
 * ```
 * @throws TypeError or RangeError at once when an option makes no sense.
 */
export function createEmailValidator(
  options: EmailValidationOptions = {},
): (email: unknown) => Promise<EmailVerdict> {
  const validator = validatorOf(options);
  return (email) => validator.validate(email, now());
}

export { type EmailRefusal, refusalFor } from "../email/email-check.ts";
export { suggestAddress } from "../email/suggestion.ts";
export type { EmailReason, EmailSource, EmailStatus, EmailStep, EmailVerdict } from "../email/verdict.ts";
export type { EmailValidationOptions } from "./email-validation.ts";
