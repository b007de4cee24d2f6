/** Files that are changed on purpose, and the tests that have to notice. */
export interface Room {
  readonly name: string;
  /** Globs of files. */
  readonly mutate: readonly string[];
  /** Globs of test files. */
  readonly tests: readonly string[];
}

/**
 * Where money and limits are decided. Each room is judged by its own tests alone: what only the tests of another room notice
 * is held by luck. Tests stand here that need no server, as each of them runs once for every mutant that it reaches.
 */
export const ROOMS: readonly Room[] = [
  { name: "gate", mutate: ["src/gate/*.ts"], tests: ["test/gate/*.test.ts"] },
  {
    name: "limits",
    mutate: ["src/limits/*.ts"],
    tests: [
      "test/limits/{cooldown,cooldown-policy,day,hour}.test.ts",
      "test/limits/{hourly,usage}-*.test.ts",
    ],
  },
  {
    name: "spend",
    mutate: ["src/spend/*.ts"],
    tests: ["test/spend/{ceiling,charges,destination,money,prices,warning}.test.ts"],
  },
  { name: "failover", mutate: ["src/sms/failover.ts"], tests: ["test/sms/failover-money.test.ts"] },
];

/** Tells Vitest, in a process of Stryker's, the name of the room whose tests it is to run. */
export const ROOM_VARIABLE = "MUTATION_ROOM";
