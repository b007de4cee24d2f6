import { afterAll, beforeAll, expect, it } from "vitest";
import { startLocalSystem } from "../../local/system.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbSpend } from "../../src/stores/dynamodb-spend.ts";
import { typedHere } from "./support/in-process.ts";

const NOW_MS = Date.parse("2026-11-22T23:59:00Z");
let system: Awaited<ReturnType<typeof startLocalSystem>>;
beforeAll(async () => {
  const env = { COUNTRY_SPEND_LIMITS_USD: "66=2,*=0.5", DAILY_SPEND_LIMIT_USD: "5" };
  system = await startLocalSystem({ port: 0, dynamodbPort: 0, env, nowMs: () => NOW_MS });
});
afterAll(() => system.close());

const reserve = (tableName: string, amounts: Readonly<Record<string, number>>) => {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const connection = { region: "us-east-1", endpoint: system.dynamodbUrl, credentials };
  const entries = Object.entries(amounts).map(([account, microUsd]) => ({ account, microUsd }));
  const table = dynamoDbTable({ ...connection, tableName, timeoutMs: 30_000 });
  return dynamoDbSpend(table).reserve("2026-11-22", entries, NOW_MS / 1_000 + 86_400);
};
const cli = (args = "", env: Readonly<Record<string, string>> = {}) =>
  typedHere(
    `spend ${args}`,
    { DYNAMODB_PORT: new URL(system.dynamodbUrl).port, PORT: new URL(system.url).port, ...env },
    NOW_MS,
  );
const rowsOf = (stdout: string) => stdout.split("\n").map((line) => line.split(/ {2,}/));

it("shows every account of today beside its ceiling", async () => {
  await reserve("postern-sms-dev", { total: 2_500_000, country66: 1_900_000, country1: 600_000 });
  await reserve("postern-rate-limit-dev", { total: 1_600 });
  const { exitCode, stdout, stderr } = await cli();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(rowsOf(stdout)).toEqual(
    expect.arrayContaining([
      ["Spent on 2026-11-22 (UTC), in USD:"],
      ["ACCOUNT", "SPENT", "CEILING", "USED"],
      ["mails of the form", "0.0016", "5", "0 %"],
      ["welcome mails", "0", "5", "0 %"],
      ["texts", "2.5", "5", "50 %"],
      ["texts to +66", "1.9", "2", "95 %"],
      ["texts to +1", "0.6", "0.5", "120 %"],
    ]),
  );
  expect(JSON.parse((await cli("--json")).stdout)).toMatchObject({
    day: "2026-11-22",
    ceilingsKnown: true,
    accounts: expect.arrayContaining([
      expect.objectContaining({ what: "texts to +66", spentUsd: "1.9", ceilingUsd: "2" }),
    ]),
  });
});

it("does not take a ceiling that nobody told it for none", async () => {
  const { exitCode, stdout } = await cli("", { PORT: "1" });
  expect(exitCode).toBe(0);
  expect(rowsOf(stdout)).toContainEqual(["texts", "2.5", "?", "–"]);
  expect(stdout).toContain("The functions cannot be asked which ceilings they have");
  expect(stdout).not.toContain("nothing limits the money");
});

it("shows what can be read, and fails where nothing can", async () => {
  const some = await cli("", { SIGNUP_TABLE: "elsewhere" });
  expect(some.exitCode).toBe(0);
  expect(some.stdout).toContain("The table elsewhere");
  expect((await cli("", { DYNAMODB_PORT: "1" })).stderr).toContain("Nothing answers. Run npm start");
});
