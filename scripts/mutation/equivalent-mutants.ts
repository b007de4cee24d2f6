import type { EquivalentMutant } from "./judge.ts";

export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [];
