/** Tells Vitest, in the processes of Stryker, which files of tests to run, with commas between them. */
export const TESTS_VARIABLE = "MUTATION_TESTS";
