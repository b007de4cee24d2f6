import { contact } from "./functions/contact.ts";
import { deliver } from "./functions/deliver.ts";
import { feedback } from "./functions/feedback.ts";
import { formsubmit } from "./functions/formsubmit.ts";
import { signup } from "./functions/signup.ts";
import { sms } from "./functions/sms.ts";
import type { LocalFunction } from "./local-function.ts";

/** Every function there is. Each is also known as `postern-NAME-dev` and `postern-NAME-prod`. */
export const functions: Readonly<Record<string, LocalFunction>> = {
  contact,
  deliver,
  feedback,
  formsubmit,
  signup,
  sms,
};
