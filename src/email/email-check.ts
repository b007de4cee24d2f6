import { type Check, refuse } from "../gate/check.ts";
import type { EmailAddress } from "./address.ts";
import type { EmailValidator } from "./email-validator.ts";
import type { EmailVerdict } from "./verdict.ts";

export interface Addressed {
  readonly address: EmailAddress;
}

export interface Classified {
  readonly classified: EmailVerdict;
}

/** Loaded with the first address that comes so far: lists are not for requests that are refused before. */
export type LoadsValidator = () => EmailValidator | Promise<EmailValidator>;

export type EmailRefusal = "INVALID_EMAIL" | "UNDELIVERABLE_EMAIL" | "DISPOSABLE_EMAIL";

/**
 * Whether a verdict is a reason to refuse, and which. What nobody could find out is none. Throw-away services sit on mistyped
 * names of large providers: whoever writes `gmial.com` is told to check the address, and not taken for somebody who hides.
 */
export function refusalFor({
  status,
  reason,
  disposable,
  suggestion,
}: EmailVerdict): EmailRefusal | undefined {
  if (reason === "INVALID_SYNTAX" || reason === "NOT_SENDABLE") return "INVALID_EMAIL";
  if (status === "undeliverable") return "UNDELIVERABLE_EMAIL";
  if (disposable) return suggestion === undefined ? "DISPOSABLE_EMAIL" : "INVALID_EMAIL";
  return reason === "RELAY_DOMAIN" ? "DISPOSABLE_EMAIL" : undefined;
}

/** No throw-away address. Without I/O. */
export function wantedEmail(
  validator: LoadsValidator,
): Check<Addressed, Classified, "DISPOSABLE_EMAIL" | "INVALID_EMAIL"> {
  return {
    name: "wanted-email",
    run: async ({ address }, at) => {
      const classified = (await validator()).classify(address, at);
      // Not what cannot be written to: a contact form can do without an answer.
      const refusal = classified.status === "risky" ? refusalFor(classified) : undefined;
      return refusal === undefined || refusal === "UNDELIVERABLE_EMAIL"
        ? { ok: true, adds: { classified } }
        : refuse(refusal, { notes: notesOf(classified) });
    },
  };
}

/** No address that surely takes no mail: by cache, DNS and the remote API, as far as the validator asks them. */
export function reachableEmail(
  validator: LoadsValidator,
): Check<Addressed & Classified, { readonly verdict: EmailVerdict }, EmailRefusal> {
  return {
    name: "reachable-email",
    run: async ({ address, classified }, at) => {
      const verdict = await (await validator()).lookUp(address, classified, at);
      const notes = notesOf(verdict);
      const failed = verdict.steps.filter((step) => step.failed !== undefined);
      const said = failed.length > 0 ? { notes, degraded: passedOver(failed) } : { notes };
      const refusal = refusalFor(verdict);
      // What was no reason before anybody was asked is none now.
      return verdict === classified || refusal === undefined
        ? { ok: true, adds: { verdict }, ...said }
        : { ...refuse(refusal), ...said };
    },
  };
}

const notesOf = ({ status, reason, source }: EmailVerdict) => ({ status, because: reason, source });

const passedOver = (failed: EmailVerdict["steps"]) =>
  `passed over, because it could not be asked: ${[...new Set(failed.map(({ step }) => step))].join(", ")}`;
