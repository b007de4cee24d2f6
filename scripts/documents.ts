/** Documents that hold generated tables. */
export const DOCUMENTS = [
  "docs/contact.md",
  "docs/sms.md",
  "docs/access.md",
  "docs/signup.md",
  "docs/email-validation.md",
  "docs/delivery.md",
  "docs/feedback.md",
  "docs/defence-in-depth.md",
] as const;
