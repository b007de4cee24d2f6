import { contactRules, contactSchema } from "../../config/contact.ts";
import { deliverRules, deliverSchema } from "../../config/deliver.ts";
import { feedbackSchema } from "../../config/feedback.ts";
import { formSubmitRules, formSubmitSchema } from "../../config/formsubmit.ts";
import { type ReadSettings, readSettings, type Schema } from "../../config/setting.ts";
import { signupRules, signupSchema } from "../../config/signup.ts";
import { smsRules, smsSchema } from "../../config/sms.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** How each function reads its own environment: what is wrong for it is wrong here. */
export const READING = {
  contact: (env: Environment) => readSettings(contactSchema, env, contactRules),
  signup: (env: Environment) => readSettings(signupSchema, env, signupRules),
  sms: (env: Environment) => readSettings(smsSchema, env, smsRules),
  formsubmit: (env: Environment) => readSettings(formSubmitSchema, env, formSubmitRules),
  deliver: (env: Environment) => readSettings(deliverSchema, env, deliverRules),
  feedback: (env: Environment) => readSettings(feedbackSchema, env),
} as const satisfies Readonly<Record<string, (env: Environment) => ReadSettings<Schema>>>;

export type FunctionName = keyof typeof READING;

export const FUNCTION_NAMES = Object.keys(READING) as readonly FunctionName[];

export type SettingsOf = {
  readonly [N in FunctionName]: Extract<ReturnType<(typeof READING)[N]>, { ok: true }>["settings"];
};
