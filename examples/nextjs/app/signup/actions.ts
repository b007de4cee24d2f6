"use server";

import { createEmailValidator, type EmailRefusal, refusalFor } from "postern/email";

/** What the form shows: nothing yet, why it was refused, or that it is done. */
export type SignupState =
  | { readonly status: "new" }
  | {
      readonly status: "refused";
      readonly email: string;
      readonly message: string;
      readonly suggestion: string | undefined;
    }
  | { readonly status: "done"; readonly email: string };

/** Once for all calls: it keeps what was found. */
const validateEmail = createEmailValidator();

const MESSAGES: Readonly<Record<EmailRefusal, string>> = {
  INVALID_EMAIL: "Please check the address.",
  DISPOSABLE_EMAIL: "Please use an address that you will keep.",
  UNDELIVERABLE_EMAIL: "No mail can be sent to this address.",
};

/** For `useActionState`. A server action is an open endpoint: anybody can call it with any form. */
export async function signup(_previous: SignupState, form: FormData): Promise<SignupState> {
  const email = String(form.get("email") ?? "").trim();
  const verdict = await validateEmail(email);
  const refusal = refusalFor(verdict);
  if (refusal !== undefined) {
    return { status: "refused", email, message: MESSAGES[refusal], suggestion: verdict.suggestion };
  }
  // Create the user here, with `verdict.address`: what was judged, and what mail goes to.
  return { status: "done", email };
}
