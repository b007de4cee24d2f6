/** Documents that hold generated tables. */
export const DOCUMENTS = ["README.md", "docs/sms.md", "docs/access.md"] as const;
