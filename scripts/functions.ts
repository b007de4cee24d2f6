/** The deployed Lambda functions: `src/functions/NAME.ts` exports `NAMEFunction`. */
export const FUNCTIONS = ["contact", "sms", "formsubmit", "signup", "deliver", "feedback"] as const;
