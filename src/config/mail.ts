import { emailAddress } from "./kinds.ts";
import type { Schema } from "./setting.ts";
import { text } from "./text-kinds.ts";

export const siteName = text("a name of at most 80 characters in one line", {
  test: (name) => /^[^\p{Cc}\p{Zl}\p{Zp}]{1,80}$/u.test(name),
});

export const configurationSetName = text("the name of an SES configuration set", /^[\w-]{1,64}$/);

/** What every function reads that sends mail through SES. */
export const mailSchema = {
  FROM_EMAIL: {
    kind: emailAddress,
    about: "Sender of the mail, verified in SES.",
    example: "website@example.com",
    presence: "required",
  },
  SITE_NAME: {
    kind: siteName,
    about: "Names your site in the subject of the mail.",
    example: "Example Ltd",
  },
  CONFIGURATION_SET: {
    kind: configurationSetName,
    about: "SES configuration set, for bounce and complaint events.",
    example: "postern-prod",
  },
} as const satisfies Schema;
