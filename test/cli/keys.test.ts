import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOfKey } from "../../src/access/key.ts";
import { instance, type Partners, startPartners } from "../access/support/partners.ts";
import { TABLE_NAME } from "../stores/support/engines.ts";
import { itemOf } from "../stores/support/items.ts";
import { testClock } from "../support/clock.ts";
import { typedHere, typedWithAws } from "./support/in-process.ts";
import { folder, postern } from "./support/shell.ts";

let partners: Partners;
let port: string;
let local: Readonly<Record<string, string>>;
beforeAll(async () => {
  partners = await startPartners();
  port = new URL(partners.connection.endpoint ?? "").port;
  local = { DYNAMODB_PORT: port, ACCESS_TABLE: TABLE_NAME };
});
afterAll(() => partners.close());

interface Key {
  readonly id: string;
  readonly key: string;
  readonly expiresAt: string | null;
}

const keys = (args: string, env = local) => typedHere(`keys ${args}`, env);
async function json<T>(args: string, env = local): Promise<T> {
  const { stdout, stderr, exitCode } = await keys(`${args} --json`, env);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  return JSON.parse(stdout) as T;
}
const create = (more = "") => json<Key>(`create --plan demo --name partner ${more}`);

/** What a function answers to a call with this key. */
const status = async (key: string, nowMs = Date.now()) => {
  const clock = testClock(nowMs);
  return (await instance(partners.env, clock).call(key)).status;
};

describe("keys create", () => {
  it("prints id, key, plan and name for programs, and where it is; the key works, and is nowhere else", async () => {
    const created = await create();
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-z]{10}$/),
      key: expect.stringMatching(/^pst_[0-9A-Za-z]{38}$/),
      plan: "demo",
      name: "partner",
      expiresAt: null,
      table: TABLE_NAME,
      where: `at 127.0.0.1:${port} (local)`,
    });
    expect(await status(created.key)).toBe(200);
    const item = await itemOf(partners, `key#${hashOfKey(created.key)}`);
    expect(JSON.stringify(item)).not.toContain(created.key.slice(4));
    for (const command of ["list", `show ${created.id}`, `disable ${created.id}`]) {
      expect((await keys(command)).stdout, command).not.toContain("pst_");
    }
  });

  it("tells people what was done where, shows the key once, and a call to try", async () => {
    // In a process of its own: what is drawn at random comes from there.
    const env = { ...local, PORT: "9876" };
    const { stdout, exitCode } = await postern("keys create --plan demo --name partner", env);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      `Created a key for partner in the table ${TABLE_NAME} at 127.0.0.1:${port} (local).`,
    );
    const key = /key +(pst_\w+)/.exec(stdout)?.[1] ?? "";
    expect(stdout).toContain(`curl http://127.0.0.1:9876/formsubmit -H 'x-api-key: ${key}'`);
    expect(await status(key)).toBe(200);
  });

  it("takes an end and limits of its own", async () => {
    const beforeMs = Date.now();
    const { id, expiresAt } = await create("--expires 90d --rate 0.5 --burst 7 --quota 500/week");
    const days = (Date.parse(expiresAt ?? "") - beforeMs) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(90);
    expect(days).toBeLessThan(90.01);
    expect(await json(`show ${id}`)).toMatchObject({
      policy: { ratePerSecond: 0.5, burst: 7, quota: { limit: 500, period: "week" } },
    });
  });

  it.each([
    ["create --name partner", 2, "The option --plan is missing."],
    ["create --plan demo", 2, "The option --name is missing."],
    ["create --plan demo --name", 2, "Option '--name <value>' argument missing."],
    ["create --plan demo --name --json", 2, "Option '--name' argument is ambiguous."],
    ["create --plan demo --name \u001b[31m", 2, "That is no name."],
    ["create --plan demo --name a --expires soon", 2, '"soon" is no length of time.'],
    ["create --plan demo --name a --expires 0d", 2, '"0d" is no length of time.'],
    ["create --plan demo --name a --rate fast", 2, "These limits make no sense."],
    ["create --plan demo --name a --rate 0", 2, "These limits make no sense."],
    ["create --plan demo --name a --quota 5/hour", 2, "These limits make no sense."],
    ["create --plan demo --name a --quota 5", 2, "These limits make no sense."],
    ["create --plan nope --name a", 1, 'There is no plan "nope". There are: demo.'],
    ["create --plan toString --name a", 1, 'There is no plan "toString".'],
  ])("%j: exit code %i, %s", async (args, exitCode, sentence) => {
    const failed = await keys(args);
    expect(failed).toMatchObject({ exitCode, stdout: "" });
    expect(failed.stderr).toMatch(/^postern: [^\n]+\. [^\n]+\n$/);
    expect(failed.stderr).toContain(sentence);
  });

  it("and none of them has left a client behind", async () => {
    const names = (await partners.keys(testClock()).list()).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(["partner"]));
  });
});

describe("keys list and show", () => {
  it("show what was used and when last", async () => {
    const { id, key } = await create();
    await status(key);
    const today = new Date().toISOString().slice(0, 10);
    const shown = await json<object>(`show ${id}`);
    expect(shown).toEqual({
      ...{ id, name: "partner", plan: "demo", used: 1, lastUsedDay: today },
      policy: { ratePerSecond: 1, burst: 1, quota: { limit: 10, period: "day", offset: 0 } },
      keys: [{ state: "active", createdAt: expect.any(String), expiresAt: null, disabledAt: null }],
    });
    expect(await json<object[]>("list")).toContainEqual(shown);
    const { stdout } = await keys("list");
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^ID +NAME +PLAN +STATE +WORKING KEYS +EXPIRES +USED +LAST USED$/);
    expect(rows.find((row) => row.startsWith(id))).toMatch(
      /partner +demo +active +1 +never +1\/10 +\d{4}-\d\d-\d\d$/,
    );
    expect((await keys(`show ${id}`)).stdout).toMatch(/used +1 of 10 this day/);
  });

  it("say how to begin where there is nothing", async () => {
    const empty = await startPartners();
    const emptyPort = new URL(empty.connection.endpoint ?? "").port;
    try {
      const { stdout, exitCode } = await keys("list", { ...local, DYNAMODB_PORT: emptyPort });
      expect(exitCode).toBe(0);
      expect(stdout).toContain("postern keys create --plan demo --name partner");
      expect(await json("list", { ...local, DYNAMODB_PORT: emptyPort })).toEqual([]);
    } finally {
      await empty.close();
    }
  });
});

describe("keys rotate", () => {
  it("lets both keys work, and without grace only the new one", async () => {
    const first = await create();
    const second = await json<Key>(`rotate ${first.id}`);
    expect(second.id).toBe(first.id);
    expect(second.key).not.toBe(first.key);
    const nowMs = Date.now();
    expect(await status(first.key, nowMs)).toBe(200);
    // The two share one bucket.
    expect(await status(second.key, nowMs)).toBe(429);
    const shown = await json<{ keys: { expiresAt: string | null }[] }>(`show ${first.id}`);
    const hoursLeft = (Date.parse(shown.keys[1]?.expiresAt ?? "") - Date.now()) / 3_600_000;
    expect(hoursLeft).toBeGreaterThan(23.9);
    expect(hoursLeft).toBeLessThanOrEqual(24);

    const third = await keys(`rotate ${first.id} --grace 0m`);
    expect(third.stdout).toContain("Rotated the key of partner");
    expect(third.stdout).toContain("The old key works no more.");
    expect([await status(first.key), await status(second.key)]).toEqual([403, 403]);
  });

  it.each([
    ["nobody", 1, 'There is no client "nobody"'],
    ["nobody --grace long", 2, '"long" is no length of time.'],
    ["", 2, "The ID is missing."],
    ["one two", 2, 'There is no place for "two".'],
  ])("rotate %j: exit code %i, %s", async (args, exitCode, sentence) => {
    const failed = await keys(`rotate ${args}`);
    expect(failed).toMatchObject({ exitCode, stdout: "" });
    expect(failed.stderr).toContain(sentence);
  });
});

describe("keys disable", () => {
  it("ends every key, says where, and a disabled one is not rotated", async () => {
    const { id, key } = await create();
    const { stdout } = await keys(`disable ${id}`);
    expect(stdout).toContain(`Disabled partner in the table ${TABLE_NAME} at 127.0.0.1:${port} (local).`);
    expect(await status(key)).toBe(403);
    expect(await keys(`rotate ${id}`)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("is disabled"),
    });
    expect(await json(`disable ${id}`)).toMatchObject({ table: TABLE_NAME, keys: [{ state: "disabled" }] });
  });
});

describe("where", () => {
  it("is the npm start of this folder: its .env beneath the environment", async () => {
    const here = await folder({ ".env": `DYNAMODB_PORT=${port}\nACCESS_TABLE=${TABLE_NAME}\n` });
    try {
      expect((await postern("keys list --json", {}, here.path)).exitCode).toBe(0);
      expect((await postern("keys list --json", { DYNAMODB_PORT: "1" }, here.path)).exitCode).toBe(1);
    } finally {
      await here.remove();
    }
  });

  it("is the machine itself whatever AWS environment the shell holds, unless --stage says otherwise", async () => {
    const shell = { AWS_REGION: "eu-north-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    const elsewhere = { ...shell, AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    expect((await typedWithAws("keys list", { ...elsewhere, ...local })).exitCode).toBe(0);
    const failed = await typedWithAws("keys list --stage dev", { ...elsewhere, ...local });
    expect(failed).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("at http://127.0.0.1:1 (dev)"),
    });
  });

  it("is AWS by its usual environment for dev and prod, each with its own table", async () => {
    const endpoint = partners.connection.endpoint ?? "";
    const aws = {
      AWS_REGION: "eu-north-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    };
    const args = "keys create --plan demo --name partner --stage dev --json";
    const { stdout } = await typedWithAws(args, { ...aws, ACCESS_TABLE: TABLE_NAME });
    expect(JSON.parse(stdout)).toMatchObject({ table: TABLE_NAME, where: `at ${endpoint} (dev)` });
    for (const stage of ["dev", "prod"]) {
      const { stderr } = await typedWithAws(`keys list --stage ${stage}`, aws);
      expect(stderr).toContain(
        `The table postern-access-${stage} at ${endpoint} (${stage}) cannot be asked.`,
      );
      expect(stderr).toContain("There is no such table.");
    }
  });

  it.each([
    ["list", { DYNAMODB_PORT: "1" }, "Nothing answers. Run npm start"],
    ["list", { DYNAMODB_PORT: "x" }, "DYNAMODB_PORT is not a whole number"],
    ["list", { ACCESS_TABLE: "elsewhere" }, "There is no such table. Is this the DynamoDB of npm start?"],
    ["list", { USAGE_PLANS: "{}" }, "USAGE_PLANS is not a JSON object of plans."],
    ["list --stage prod", {}, "No AWS region is set. Set AWS_REGION"],
    ["list --stage prod", { AWS_REGION: "eu-north-1" }, "No AWS credentials were found."],
  ])("%s with %j: one line, %s", async (args, env, sentence) => {
    const failed = await typedWithAws(`keys ${args}`, { ...local, ...env });
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(failed.stderr).toMatch(/^postern: [^\n]+\n$/);
    expect(failed.stderr).toContain(sentence);
  });

  it("is no stage that there is not", async () => {
    const failed = await keys("list --stage staging");
    expect(failed).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Choose one of local, dev, prod."),
    });
  });
});
