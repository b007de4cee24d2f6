/** Documents that hold generated tables. */
export const DOCUMENTS = ["README.md"] as const;
