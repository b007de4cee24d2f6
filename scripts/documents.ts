/** Documents that hold generated tables. */
export const WITH_TABLES = [
  "docs/contact.md",
  "docs/sms.md",
  "docs/access.md",
  "docs/signup.md",
  "docs/email-validation.md",
  "docs/delivery.md",
  "docs/feedback.md",
  "docs/defence-in-depth.md",
] as const;
