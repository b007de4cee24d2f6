import { listedDomains } from "../../../src/email/domain-set.ts";
import {
  type EmailLists,
  type EmailValidatorOptions,
  emailValidator,
} from "../../../src/email/email-validator.ts";
import { findingCache } from "../../../src/email/finding-cache.ts";
import type { EmailLookup } from "../../../src/email/lookup.ts";
import { ownOpinion } from "../../../src/email/own-domains.ts";
import type { EmailReason, EmailStatus, Finding } from "../../../src/email/verdict.ts";
import { Unavailable } from "../../../src/gate/unavailable.ts";
import type { AnswerStore } from "../../../src/stores/answer-store.ts";
import { memoryAnswers } from "../../../src/stores/memory-answers.ts";
import { at } from "./asking.ts";

export const finding = (status: EmailStatus, reason: EmailReason, disposable = false): Finding => ({
  status,
  reason,
  disposable,
});
export const FOUND = finding("deliverable", "MAIL_SERVER_FOUND");
export const IMPLICIT = finding("deliverable", "IMPLICIT_MX");
export const NULL_MX = finding("undeliverable", "NULL_MX");
export const NO_SERVER = finding("undeliverable", "NO_MAIL_SERVER");
export const THROWAWAY = finding("risky", "THROWAWAY_MAIL_SERVER", true);
export const API_GOOD = finding("deliverable", "REMOTE_VERDICT");
export const API_BAD = finding("undeliverable", "REMOTE_VERDICT");
export const API_RISKY = finding("risky", "REMOTE_VERDICT");
export const API_DISPOSABLE = finding("risky", "REMOTE_VERDICT", true);
export const API_SILENT = finding("unknown", "REMOTE_VERDICT");

export const LISTS: EmailLists = {
  disposable: listedDomains(["trash.example", "both.example"]),
  relays: listedDomains(["relay.example", "both.example"]),
  own: ownOpinion({ allowed: new Set(["allowed.example"]) }),
};

export const failure = (part: string, code?: string) =>
  new Unavailable(part, Object.assign(new Error(`${part} broke for ada@site.example`), code && { code }));

/** A lookup that says this of everybody, and counts how often it was asked. */
export function lookup(answer: Finding | Error) {
  const asked: string[] = [];
  const find: EmailLookup["find"] = async ({ ascii }) => {
    asked.push(ascii);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { find, asked };
}

export const cacheOn = (store: AnswerStore = memoryAnswers()) =>
  findingCache({ store, key: async () => "the secret of a test" });

export const validate = (options: EmailValidatorOptions, text = "ada@site.example", nowMs = 0) =>
  emailValidator(options).validate(text, at(nowMs));

/** Of a large provider, a relay, and a domain that the owner allows. */
export const TRUSTED = ["ada@gmail.com", "ada@relay.example", "ada@x.allowed.example"];

export const stepsOf = ({ steps }: Awaited<ReturnType<typeof validate>>) => steps.map(({ step }) => step);
