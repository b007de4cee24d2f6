import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientConfig } from "../../src/aws/connection.ts";
import { cachedControls } from "../../src/controls/cached-controls.ts";
import { notPaused } from "../../src/controls/checks.ts";
import { MOST_BLOCKED_SENDERS } from "../../src/stores/control-store.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbControls } from "../../src/stores/dynamodb-controls.ts";
import { type Engine, startDynalite } from "../stores/support/engines.ts";
import { typedHere, typedWithAws } from "./support/in-process.ts";
import { startLambda } from "./support/lambda.ts";

const NOW_MS = Date.parse("2026-11-22T09:30:00Z");
const SEEN = "Functions see it within a minute.";

let engine: Engine;
let lambda: Awaited<ReturnType<typeof startLambda>>;
beforeAll(async () => {
  [engine, lambda] = await Promise.all([startDynalite(), startLambda()]);
});
afterAll(() => Promise.all([engine.close(), lambda.close()]));

/** Every test has tables of its own. */
let names: { readonly RATE_TABLE: string; readonly TABLE_NAME: string; readonly SIGNUP_TABLE: string };
let tests = 0;
beforeEach(async () => {
  tests += 1;
  names = { RATE_TABLE: `rate-${tests}`, TABLE_NAME: `sms-${tests}`, SIGNUP_TABLE: `signup-${tests}` };
  const client = new DynamoDBClient(clientConfig(engine.connection));
  for (const TableName of Object.values(names)) {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      }),
    );
  }
  client.destroy();
  lambda.tell(looking());
});

/** What the functions are told: to look at their switches, in the tables of this test. */
const looking = ({ CONTROLS = "true", ...others }: Readonly<Record<string, string>> = {}) => ({
  contact: { RATE_TABLE: names.RATE_TABLE, CONTROLS, ...others },
  sms: { TABLE_NAME: names.TABLE_NAME, CONTROLS, ...others },
  signup: { SIGNUP_TABLE: names.SIGNUP_TABLE, CONTROLS, ...others },
});

const store = (setting: keyof typeof names) =>
  dynamoDbControls(dynamoDbTable({ ...engine.connection, tableName: names[setting], timeoutMs: 30_000 }));
const where = () => `at ${new URL(engine.url).host} (local)`;
const ports = () => ({ DYNAMODB_PORT: new URL(engine.url).port, PORT: String(lambda.port) });
const cli = (args: string, env: Readonly<Record<string, string>> = {}) =>
  typedHere(args, { ...ports(), ...names, ...env }, NOW_MS);
async function json(args: string) {
  const { exitCode, stdout, stderr } = await cli(`${args} --json`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}
const sinceMs = async () => ({
  contact: (await store("RATE_TABLE").read()).pausedSinceMs,
  sms: (await store("TABLE_NAME").read()).pausedSinceMs,
  signup: (await store("SIGNUP_TABLE").read()).pausedSinceMs,
});

describe("pause and resume", () => {
  it.each([
    ["contact", { contact: NOW_MS }],
    ["sms", { sms: NOW_MS }],
    ["signup", { signup: NOW_MS }],
    ["all", { contact: NOW_MS, sms: NOW_MS, signup: NOW_MS }],
  ])("pause %s, and no other", async (channel, paused) => {
    expect((await cli(`pause ${channel}`)).exitCode).toBe(0);
    expect(await sinceMs()).toEqual({
      contact: undefined,
      sms: undefined,
      signup: undefined,
      ...paused,
    });
    expect((await cli(`resume ${channel}`)).exitCode).toBe(0);
    expect(await sinceMs()).toEqual({ contact: undefined, sms: undefined, signup: undefined });
  });

  it("say what they did in which table, and what it takes", async () => {
    expect((await cli("pause all")).stdout.trimEnd().split("\n")).toEqual([
      `Paused contact in the table ${names.RATE_TABLE} ${where()}.`,
      `Paused sms in the table ${names.TABLE_NAME} ${where()}.`,
      `Paused signup in the table ${names.SIGNUP_TABLE} ${where()}.`,
      SEEN,
    ]);
    expect(await json("pause sms")).toEqual([
      { channel: "sms", pausedSince: "2026-11-22T09:30:00.000Z", table: names.TABLE_NAME, where: where() },
    ]);
    expect((await cli("resume contact")).stdout).toBe(
      `Resumed contact in the table ${names.RATE_TABLE} ${where()}.\n${SEEN}\n`,
    );
    expect(await json("resume sms")).toMatchObject([{ channel: "sms", pausedSince: null }]);
  });

  it("resume says which of them was not paused", async () => {
    await cli("pause sms");
    expect((await cli("resume all")).stdout.trimEnd().split("\n")).toEqual([
      `contact was not paused in the table ${names.RATE_TABLE} ${where()}.`,
      `Resumed sms in the table ${names.TABLE_NAME} ${where()}.`,
      `signup was not paused in the table ${names.SIGNUP_TABLE} ${where()}.`,
      SEEN,
    ]);
    expect(await json("resume sms")).toMatchObject([{ wasPaused: false, pausedSince: null }]);
  });

  it("are honoured by a warm instance within a minute", async () => {
    const { run } = notPaused(cachedControls(store("RATE_TABLE")));
    const passesAfter = async (ms: number) => {
      const at = { nowMs: NOW_MS + ms, elapsedMs: () => 0, signal: AbortSignal.abort() };
      return (await run({}, at)).ok;
    };
    expect(await passesAfter(0)).toBe(true);
    await cli("pause contact");
    expect(await passesAfter(60_000)).toBe(false);
    await cli("resume contact");
    expect(await passesAfter(120_000)).toBe(true);
  });

  it("do what can be done, and tell what could not", async () => {
    lambda.tell({ ...looking(), sms: { TABLE_NAME: "elsewhere", CONTROLS: "true" } });
    const failed = await cli("pause all", { TABLE_NAME: "elsewhere" });
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(failed.stderr).toBe(
      `postern: Paused contact in the table ${names.RATE_TABLE} ${where()}. ` +
        `Paused signup in the table ${names.SIGNUP_TABLE} ${where()}. ` +
        `The table elsewhere ${where()} cannot be asked. There is no such table. ` +
        "Is this the DynamoDB of npm start? Set DYNAMODB_PORT to where that is, or TABLE_NAME to the table's name.\n",
    );
    expect(await sinceMs()).toEqual({ contact: NOW_MS, sms: undefined, signup: NOW_MS });
  });

  it.each([
    ["pause email", 2, 'There is nothing called "email" to pause. Choose one of contact, sms, signup, all.'],
    ["resume", 2, "The CHANNEL is missing."],
    ["pause all --stage staging", 2, 'There is no stage "staging". Choose one of local, dev, prod.'],
    ["pause sms contact", 2, 'There is no place for "contact".'],
  ])("%s: exit code %i, %s", async (args, exitCode, sentence) => {
    const failed = await cli(args);
    expect(failed).toMatchObject({ exitCode, stdout: "" });
    expect(failed.stderr).toContain(sentence);
    expect(await sinceMs()).toEqual({ contact: undefined, sms: undefined, signup: undefined });
  });

  it("tell once how to mend what keeps all of them from being asked", async () => {
    const { stderr } = await cli("pause all", { DYNAMODB_PORT: "1" });
    expect(stderr.match(/Run npm start/g)).toHaveLength(1);
    for (const name of Object.values(names)) expect(stderr).toContain(name);
  });

  it("are about each stage's own tables at AWS", async () => {
    const aws = {
      AWS_REGION: "eu-north-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_ENDPOINT_URL: engine.url,
    };
    const { stderr } = await typedWithAws("pause all --stage prod", aws);
    for (const name of ["rate-limit", "sms", "signup"]) {
      expect(stderr).toContain(`The table postern-${name}-prod at ${engine.url} (prod) cannot be asked.`);
    }
  });
});

describe("a brake that the functions do not look at", () => {
  const offSays = (name: string, what: string) =>
    `The function postern-${name}-dev at 127.0.0.1:${lambda.port} (local) does not look ${what}: its setting CONTROLS is off.`;
  const REMEDY = "Set CONTROLS=true and start npm start again, then say this again.";

  it.each([{ CONTROLS: "false" }, { CONTROLS: "" }])("is not said to be on: %o", async (off) => {
    lambda.tell(looking(off));
    const paused = await cli("pause all");
    expect(paused).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `postern: ${["contact", "sms", "signup"].map((name) => offSays(name, "whether it is paused")).join(" ")} ${REMEDY}\n`,
    });
    expect(await sinceMs()).toEqual({ contact: undefined, sms: undefined, signup: undefined });
    const blocked = await cli("block ada@example.com");
    expect(blocked).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `postern: ${offSays("contact", "who is blocked")} ${REMEDY}\n`,
    });
    expect((await store("RATE_TABLE").read()).blockedSenders).toEqual(new Set());
  });

  it("keeps none from being paused that looks", async () => {
    lambda.tell({ ...looking(), sms: { TABLE_NAME: names.TABLE_NAME } });
    const { exitCode, stderr } = await cli("pause all");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Paused contact in the table ${names.RATE_TABLE}`);
    expect(stderr).toContain(offSays("sms", "whether it is paused"));
    expect(await sinceMs()).toEqual({ contact: NOW_MS, sms: undefined, signup: NOW_MS });
  });

  it.each(["pause contact", "block ada@example.com"])("in another table: %s", async (args) => {
    lambda.tell(looking({ RATE_TABLE: "the-real-one" }));
    const { exitCode, stdout, stderr } = await cli(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(`looks at the table the-real-one, and not at ${names.RATE_TABLE}`);
    expect(stderr).toContain("Set RATE_TABLE=the-real-one");
    expect(await sinceMs()).toMatchObject({ contact: undefined });
  });

  it("whose setting the function cannot read", async () => {
    lambda.tell(looking({ CONTROLS: "yes" }));
    const { exitCode, stderr } = await cli("pause sms");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("CONTROLS is not true or false");
  });

  it("is set, and not said to be on, when the function cannot be asked", async () => {
    const inDoubt = "and whether the function looks there is not known.";
    lambda.tell({});
    const absent = await cli("pause contact");
    expect(absent).toMatchObject({ exitCode: 1, stdout: "" });
    expect(absent.stderr).toBe(
      `postern: Paused contact in the table ${names.RATE_TABLE} ${where()}, ${inDoubt} ` +
        `The function postern-contact-dev at 127.0.0.1:${lambda.port} (local) cannot be asked. There is no such function. ` +
        "Is this the Lambda of npm start? Set PORT to where that is.\n",
    );
    expect(await sinceMs()).toMatchObject({ contact: NOW_MS });
    lambda.deny();
    const denied = await cli("block ada@example.com");
    expect(denied.exitCode).toBe(1);
    expect(denied.stderr).toContain(inDoubt);
    expect(denied.stderr).toContain("They need lambda:GetFunctionConfiguration on the function.");
    expect((await store("RATE_TABLE").read()).blockedSenders).toEqual(new Set(["ada@example.com"]));
    const silent = await cli("pause sms", { PORT: "1" });
    expect(silent.stderr).toContain("Nothing answers. Run npm start, or set PORT");
  });

  it("may be taken off all the same", async () => {
    for (const args of ["pause all", "block ada@example.com"]) await cli(args);
    lambda.tell({});
    for (const args of ["resume all", "unblock ada@example.com"]) {
      expect(await cli(args)).toMatchObject({ exitCode: 0, stderr: "" });
    }
    expect(await sinceMs()).toEqual({ contact: undefined, sms: undefined, signup: undefined });
  });

  it("is told beside what is paused", async () => {
    await cli("pause all");
    lambda.tell({ ...looking(), sms: {} });
    const { exitCode, stdout } = await cli("controls");
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`\n\n${offSays("sms", "at its switches")}\n`);
    expect((await json("controls")).channels).toMatchObject([
      { channel: "contact", looks: true },
      { channel: "sms", looks: false },
      { channel: "signup", looks: true },
    ]);
  });

  it("at AWS: the remedy is the parameter of the stack", async () => {
    lambda.tell(looking({ CONTROLS: "false" }));
    const { stderr } = await typedWithAws("pause contact --stage prod", {
      ...{ AWS_REGION: "eu-north-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
      ...{ AWS_ENDPOINT_URL: engine.url, AWS_ENDPOINT_URL_LAMBDA: lambda.url, ...names },
    });
    expect(stderr).toContain(`The function postern-contact-prod at ${lambda.url} (prod) does not look`);
    expect(stderr).toContain("Deploy with the parameter Controls=true, then say this again.");
  });
});

describe("block and unblock", () => {
  it("are about every spelling of an address, on the contact form alone", async () => {
    expect((await cli("block A.da+shop@googlemail.com")).stdout).toBe(
      `Blocked ada@gmail.com in the table ${names.RATE_TABLE} ${where()}.\n${SEEN}\n`,
    );
    expect((await store("RATE_TABLE").read()).blockedSenders).toEqual(new Set(["ada@gmail.com"]));
    expect((await store("TABLE_NAME").read()).blockedSenders).toEqual(new Set());
    expect((await cli("unblock ADA@gmail.com")).stdout).toBe(
      `Unblocked ada@gmail.com in the table ${names.RATE_TABLE} ${where()}.\n${SEEN}\n`,
    );
    expect((await store("RATE_TABLE").read()).blockedSenders).toEqual(new Set());
  });

  it("are about a whole domain, by every name of it", async () => {
    expect((await cli("block @GoogleMail.com")).stdout).toContain(
      `Blocked every address @gmail.com and below that domain in the table ${names.RATE_TABLE}`,
    );
    expect((await store("RATE_TABLE").read()).blockedSenders).toEqual(new Set(["@gmail.com"]));
    const { stdout } = await cli("unblock ada@gmail.com");
    expect(stdout).toContain("ada@gmail.com was not blocked");
    expect(stdout).toContain("still blocked with its domain: postern unblock @gmail.com ends that.");
    expect(await json("unblock ada@gmail.com")).toMatchObject({ stillBlockedBy: "@gmail.com" });
    expect((await cli("unblock @gmail.com")).stdout).toContain("Unblocked @gmail.com");
    expect((await store("RATE_TABLE").read()).blockedSenders).toEqual(new Set());
  });

  it("tell programs", async () => {
    const place = { table: names.RATE_TABLE, where: where() };
    expect(await json("block ada@example.com")).toEqual({ blocked: "ada@example.com", ...place });
    expect(await json("unblock ada@example.com")).toEqual({
      unblocked: "ada@example.com",
      wasBlocked: true,
      stillBlockedBy: null,
      ...place,
    });
    expect(await json("unblock ada@example.com")).toMatchObject({ wasBlocked: false });
  });

  it("say so where nobody was blocked", async () => {
    const { stdout } = await cli("unblock ada@example.com");
    expect(stdout).toContain(`ada@example.com was not blocked in the table ${names.RATE_TABLE}`);
  });

  it("say so when the list is full, and a sender who is on it may be blocked again", async () => {
    const full = Array.from({ length: MOST_BLOCKED_SENDERS }, (_, index) => `a${index}@example.com`);
    await Promise.all(full.map((sender) => store("RATE_TABLE").block(sender)));
    expect((await cli("block a0@example.com")).exitCode).toBe(0);
    const failed = await cli("block b@example.com");
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(failed.stderr).toContain("1,000 senders are blocked");
    expect(failed.stderr).toContain("postern unblock ADDRESS");
  });

  it.each([
    ["block ada", 2, "That is not an e-mail address. Write it as ada@example.com, or @example.com"],
    ["block @localhost", 2, "That is not an e-mail address."],
    ["block example.com", 2, "or @example.com for everybody at a domain."],
    ["unblock ada", 2, "That is not an e-mail address. Write it as ada@example.com, or @example.com"],
    ["block", 2, "The ADDRESS is missing."],
  ])("%s: exit code %i, %s", async (args, exitCode, sentence) => {
    const failed = await cli(args);
    expect(failed).toMatchObject({ exitCode, stdout: "" });
    expect(failed.stderr).toContain(sentence);
  });
});

describe("controls", () => {
  it("show what is paused since when, and who is blocked", async () => {
    for (const args of ["pause sms", "block eve@example.com", "block bob@example.com"]) await cli(args);
    const [table, blocked] = (await cli("controls")).stdout.trimEnd().split("\n\n");
    expect(table?.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["CHANNEL", "PAUSED", "BLOCKED", "TABLE"],
      ["contact", "no", "2", `${names.RATE_TABLE} ${where()}`],
      ["sms", "since 2026-11-22 09:30 UTC", "–", `${names.TABLE_NAME} ${where()}`],
      ["signup", "no", "–", `${names.SIGNUP_TABLE} ${where()}`],
    ]);
    expect(blocked).toBe("Blocked:\n  contact  bob@example.com\n  contact  eve@example.com");
    const entry = { pausedSince: null, blocked: [], where: where(), looks: true };
    expect(await json("controls")).toEqual({
      channels: [
        {
          ...entry,
          channel: "contact",
          blocked: ["bob@example.com", "eve@example.com"],
          table: names.RATE_TABLE,
        },
        { ...entry, channel: "sms", pausedSince: "2026-11-22T09:30:00.000Z", table: names.TABLE_NAME },
        { ...entry, channel: "signup", table: names.SIGNUP_TABLE },
      ],
      trouble: [],
    });
  });

  it("show what can be read, and say what cannot; nothing at all is a failure", async () => {
    const some = await cli("controls", { SIGNUP_TABLE: "elsewhere" });
    expect(some.exitCode).toBe(0);
    expect(some.stdout).toContain(`${names.RATE_TABLE} ${where()}`);
    expect(some.stdout).toContain(
      `\n\nThe table elsewhere ${where()} cannot be asked. There is no such table.\n`,
    );
    const none = await cli("controls", { DYNAMODB_PORT: "1" });
    expect(none).toMatchObject({ exitCode: 1, stdout: "" });
    expect(none.stderr).toContain("Nothing answers. Run npm start");
  });
});
