import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bareShell } from "../../src/cli/bare-shell.ts";
import { bounces } from "../../src/cli/bounces.ts";
import type { Shell } from "../../src/cli/command.ts";
import { run } from "../../src/cli/run.ts";
import { dynamoDbMailEvents } from "../../src/stores/dynamodb-mail-events.ts";
import type { MailEvent } from "../../src/stores/mail-event-store.ts";
import { type Engine, patientTable, startDynalite, TABLE_NAME } from "../stores/support/engines.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startDynalite();
});
afterAll(() => engine.close());

let weeks = 0;
let nowMs: number;
/** Each test has days of its own. */
beforeEach(() => {
  weeks += 1;
  nowMs = Date.UTC(2026, 0, 100 * weeks, 12);
});
const dayBefore = (days: number) => new Date(nowMs - days * 86_400_000).toISOString().slice(0, 10);

async function count(daysAgo: number, counts: Partial<Record<MailEvent, number>>) {
  const events = dynamoDbMailEvents(patientTable(engine));
  const day = dayBefore(daysAgo);
  const each = Object.entries(counts) as [MailEvent, number][];
  for (const [event, times] of each) {
    for (let i = 0; i < times; i += 1) await events.add(day, event, `${day}-${i}#${event}`, nowMs);
  }
}

function typed(args: string, env: Shell["env"] = { SIGNUP_TABLE: TABLE_NAME }) {
  const shell: Shell = {
    ...bareShell,
    env: { DYNAMODB_PORT: new URL(engine.url).port, ...env },
    nowMs: () => nowMs,
  };
  const root = { about: "", commands: { bounces }, examples: [] };
  return run(root, ["bounces", ...args.split(" ").filter(Boolean)], shell);
}

async function json(args = "") {
  const { exitCode, stdout, stderr } = await typed(`${args} --json`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("postern bounces", () => {
  it("prints the week, its rates, and whether the breaker would be open where AWS looks", async () => {
    await count(6, { sent: 3, bounced: 1 });
    await count(1, { sent: 8, complained: 1 });
    await count(0, { sent: 2 });
    await count(7, { sent: 5 });
    const { exitCode, stdout } = await typed("");
    expect(exitCode).toBe(0);
    const [table, breaker] = stdout.trimEnd().split("\n\n");
    expect(table?.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["DAY", "SENT", "BOUNCED", "%", "COMPLAINED", "%"],
      [dayBefore(6), "3", "1", "33.33", "0", "0.00"],
      ...[5, 4, 3, 2].map((ago) => [dayBefore(ago), "0", "0", "–", "0", "–"]),
      [dayBefore(1), "8", "0", "0.00", "1", "12.50"],
      [dayBefore(0), "2", "0", "0.00", "0", "0.00"],
      ["all", "13", "1", "7.69", "1", "7.69"],
    ]);
    expect(breaker).toBe(
      "With MAX_BOUNCE_PERCENT=5 and MAX_COMPLAINT_PERCENT=0.1, where AWS begins to review an account, sign-ups would go on.",
    );
  });

  it("prints it for programs", async () => {
    await count(1, { sent: 7, bounced: 2 });
    expect(await json("--days 2")).toEqual({
      days: [
        {
          day: dayBefore(1),
          ...{ sent: 7, bounced: 2, complained: 0 },
          ...{ bouncedPercent: 28.571, complainedPercent: 0 },
        },
        {
          day: dayBefore(0),
          ...{ sent: 0, bounced: 0, complained: 0 },
          ...{ bouncedPercent: null, complainedPercent: null },
        },
      ],
      total: { sent: 7, bounced: 2, complained: 0, bouncedPercent: 28.571, complainedPercent: 0 },
      breaker: { wouldBeOpen: false, maxBouncePercent: 5, maxComplaintPercent: 0.1 },
      table: TABLE_NAME,
      where: `at 127.0.0.1:${new URL(engine.url).port} (local)`,
    });
  });

  it("judges today and yesterday together, whatever is shown", async () => {
    await count(1, { sent: 49, bounced: 3 });
    expect((await json("--days 1")).breaker.wouldBeOpen).toBe(false);
    await count(0, { sent: 1 });
    const { days, breaker } = await json("--days 1");
    expect(days).toHaveLength(1);
    expect(breaker.wouldBeOpen).toBe(true);
    expect((await typed("")).stdout).toContain("sign-ups would be refused now.");
    nowMs += 86_400_000;
    expect((await json()).breaker.wouldBeOpen, "a day later").toBe(false);
  });

  it.each(["0", "36", "-1", "seven", "1.5", "007"])("is called wrongly with --days=%s", async (days) => {
    const { exitCode, stdout, stderr } = await typed(`--days=${days}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe(`postern: "${days}" is no number of days. Write a whole number from 1 to 35.\n`);
  });

  it("says so when there is no such table", async () => {
    const { exitCode, stderr } = await typed("", { SIGNUP_TABLE: "another-table" });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^postern: The table another-table at [^\n]* cannot be asked\. [^\n]*\n$/);
  });
});
