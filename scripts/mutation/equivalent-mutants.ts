import type { EquivalentMutant } from "./judge.ts";

/** Only what nothing can observe: what is merely hard to test is no reason. */
export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [
  {
    file: "src/gate/reading.ts",
    mutator: "ConditionalExpression",
    line: "if (reading === undefined || ageMs < 0 || ageMs >= goodForMs) {",
    original: "reading === undefined",
    replacement: "false",
    reason: "Before the first reading its age is endless, so it is too old. The comparison is for the types.",
  },
  {
    file: "src/limits/cooldown-policy.ts",
    mutator: "ConditionalExpression",
    line: "return oldest !== undefined && oldest >= lastSentAtMs ? policy.escalatedMs : policy.baseMs;",
    original: "oldest !== undefined",
    replacement: "true",
    reason: "No number compares with undefined, so the answer is the same. The comparison is for the types.",
  },
  {
    file: "src/spend/ceiling.ts",
    mutator: "OptionalChaining",
    line: "const notesOf = (entries: readonly SpendEntry[]): Notes => ({ microUsd: entries[0]?.microUsd ?? 0 });",
    original: "entries[0]?.microUsd",
    replacement: "entries[0].microUsd",
    reason:
      "No store takes a reservation without an account, so there is a first one. The mark is for the types.",
  },
  {
    file: "src/spend/warning.ts",
    mutator: "ConditionalExpression",
    line: "if (limitMicroUsd === undefined) return false;",
    original: "limitMicroUsd === undefined",
    replacement: "false",
    reason:
      "No amount reaches a part of undefined, so the answer is the same. The comparison is for the types.",
  },
  {
    file: "src/sms/failover.ts",
    mutator: "BooleanLiteral",
    line: "sent: false,",
    original: "false",
    replacement: "true",
    reason:
      "Of an attempt that could not be paid for only the failure, the reason and the error are read. `sent` is for the types.",
  },
];
