/** Files that are changed on purpose, and the tests that have to notice. */
export interface Room {
  readonly name: string;
  /** Globs of files. */
  readonly mutate: readonly string[];
  /** Globs of test files. Those among them that start a server or a process are left out. */
  readonly tests: readonly string[];
}

/**
 * Where money and limits are decided. Each room is judged by its own tests alone: what only the tests of another room notice
 * is held by luck.
 */
export const ROOMS: readonly Room[] = [
  { name: "gate", mutate: ["src/gate/*.ts"], tests: ["test/gate/*.test.ts"] },
  { name: "limits", mutate: ["src/limits/*.ts"], tests: ["test/limits/*.test.ts"] },
  { name: "spend", mutate: ["src/spend/*.ts"], tests: ["test/spend/*.test.ts"] },
  { name: "failover", mutate: ["src/sms/failover.ts"], tests: ["test/sms/failover-money.test.ts"] },
  {
    name: "once",
    mutate: ["src/delivery/{once,job-claims,moment}.ts"],
    tests: ["test/delivery/{once,job-claims}.test.ts"],
  },
];
