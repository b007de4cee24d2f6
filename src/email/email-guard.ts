import { type Check, refuse } from "../gate/check.ts";
import { gate } from "../gate/gate.ts";
import type { Guard } from "../http/feature.ts";
import { gateGuard } from "../http/gate-guard.ts";
import type { HttpResponse } from "../http/message.ts";
import { parseEmailAddress } from "./address.ts";
import { type EmailRefusal, type LoadsValidator, reachableEmail, wantedEmail } from "./email-check.ts";
import { refusedEmail } from "./refused-email.ts";
import { type EmailVerdict, isSendable, type SendableAddress } from "./verdict.ts";

export interface EmailGuardOptions {
  readonly validator: LoadsValidator;
  /** Answers whoever is refused. Default: 422 with `{"error":"…"}`. */
  readonly answer?: ((refusal: EmailRefusal) => HttpResponse) | undefined;
}

/** What stands in the field, whatever it is. */
export interface Field {
  readonly email: unknown;
}

export interface ValidatedEmail {
  readonly address: SendableAddress;
  readonly verdict: EmailVerdict;
}

/** Lets those pass who gave an address that is worth writing to. */
export function emailGuard({
  validator,
  answer = refusedEmail,
}: EmailGuardOptions): Guard<Field, ValidatedEmail> {
  const checks = gate<Field>("email")
    .check(addressOf)
    .check(wantedEmail(validator))
    .check(reachableEmail(validator));
  return gateGuard(checks, { answer: ({ reason }) => answer(reason) });
}

/**
 * A missing field, a list, a number: none is an address. Nor is one with a line break or a tab around it: the handler behind
 * gets the body as it came, and may write it into a header.
 */
const addressOf: Check<Field, { readonly address: SendableAddress }, "INVALID_EMAIL"> = {
  name: "address",
  run: ({ email }) => {
    const isLine = typeof email === "string" && !/[\t-\r\u2028\u2029]/.test(email);
    const address = isLine ? parseEmailAddress(email) : undefined;
    return address && isSendable(address) ? { ok: true, adds: { address } } : refuse("INVALID_EMAIL");
  },
};
