import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bareShell } from "../../src/cli/bare-shell.ts";
import type { Group } from "../../src/cli/command.ts";
import { prices } from "../../src/cli/prices/prices.ts";
import { run } from "../../src/cli/run.ts";
import { readSettings } from "../../src/config/setting.ts";
import { textSpendSchema } from "../../src/config/spend.ts";
import { startParts } from "../local/support.ts";
import { answers, resets, type Service, startService } from "../sms/support/service.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 23, 59);
const POSTERN: Group = { about: "Test.", commands: { prices }, examples: [] };

/** `postern prices …`, with this environment. */
const type = (args: string, env: Readonly<Record<string, string>> = {}) =>
  run(POSTERN, ["prices", ...args.split(" ")], {
    ...bareShell,
    env,
    nowMs: () => NOW_MS,
  });

async function json(args: string, env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr, exitCode } = await type(`${args} --json`, env);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  return JSON.parse(stdout);
}

describe("prices list", () => {
  it("tells every price with its source and day, and what the others count as", async () => {
    const { stdout, exitCode } = await type("list", { SMS_PRICES_USD: "66=0.025,*=0.2" });
    expect(exitCode).toBe(0);
    const [head, ...rows] = stdout.split("\n");
    expect(head).toMatch(/^CODE +PROVIDER +USD A SEGMENT +AS OF +SOURCE$/);
    expect(rows[0]).toMatch(/^66 +both +0\.025 +SMS_PRICES_USD$/);
    expect(rows[1]).toMatch(/^\* +both +0\.2 +SMS_PRICES_USD$/);
    expect(rows.join("\n")).toMatch(/^81 +SNS +0\.07451 +2026-05-18 +https:\/\//m);
    expect(rows.join("\n")).toMatch(/^44 +ClickSend +0\.0462 +2026-02-23 +https:\/\//m);
    expect(stdout).toContain("Your 5 USD a day are so many texts of one segment: 200 to +66, 25 to +1,");
    expect(stdout).toContain("counts as 0.3.");
  });

  it("tells the same to programs", async () => {
    const listed = await json("list");
    expect(listed).toMatchObject({ yours: [], dearest: "0.3" });
    expect(listed.published).toContainEqual(
      expect.objectContaining({ code: "81", provider: "SNS", usd: "0.07451", readOn: "2026-11-22" }),
    );
  });
});

describe("prices show", () => {
  it.each([
    ["66", "0.025", "yours", 200],
    ["+66", "0.025", "yours", 200],
    ["1", "0.0079", "yours", 632],
    ["1876", "0.3", "dearest", 16],
    ["81", "0.0956", "published", 52],
    ["44", "0.3", "dearest", 16],
  ])("%s is counted at %s: %s, and 5 USD are %i texts", async (code, usd, because, texts) => {
    const env = { SMS_PRICES_USD: "66=0.025,1=0.0079" };
    const digits = code.replace("+", "");
    expect(await json(`show ${code}`, env)).toEqual({
      code: digits,
      usd,
      because,
      dailyLimitUsd: "5",
      texts,
    });
    const { stdout } = await type(`show ${code}`, env);
    expect(stdout).toContain(`is counted at ${usd} USD a segment: `);
    expect(stdout).toContain(`Your 5 USD a day are ${texts} texts of one segment to +${digits}.`);
    expect(stdout.includes(`postern prices refresh --codes ${digits}`)).toBe(because === "dearest");
  });

  it("goes by your ceilings, and by what SNS may take at most", async () => {
    const env = { DAILY_SPEND_LIMIT_USD: "10", SNS_MAX_PRICE_USD: "0.05" };
    expect(await json("show 44", env)).toEqual({
      ...{ code: "44", usd: "0.05", because: "capped" },
      ...{ dailyLimitUsd: "10", texts: 200 },
    });
    expect(await json("show 44", { ...env, COUNTRY_SPEND_LIMITS_USD: "44=1" })).toMatchObject({ texts: 20 });
  });

  it.each([
    ["show TH", 2, '"TH" is no calling code.'],
    ["show 6", 2, '"6" is no calling code.'],
    ["show", 2, "The CODE is missing."],
  ])("%s: exit code %i, %s", async (args, exitCode, sentence) => {
    expect(await type(args)).toMatchObject({ exitCode, stderr: expect.stringContaining(sentence) });
  });
});

it.each(["list", "show 66"])("%s says what is wrong with SMS_PRICES_USD", async (args) => {
  expect(await type(args, { SMS_PRICES_USD: "66=cheap" })).toMatchObject({
    exitCode: 1,
    stdout: "",
    stderr: expect.stringMatching(/^postern: SMS_PRICES_USD has an entry \(number 1\) that is not an amount/),
  });
});

const ACCOUNT = { CLICKSEND_USERNAME: "local", CLICKSEND_API_KEY: "local" };

describe("prices refresh, asked of the local ClickSend", () => {
  let parts: Awaited<ReturnType<typeof startParts>>;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    parts = await startParts({ CLICKSEND_SECRET_ARN: "postern/clicksend-dev" });
    env = { ...ACCOUNT, CLICKSEND_URL: parts.endpoint("CLICKSEND_URL") };
  });
  afterAll(() => parts.close());

  it("prints the line for the settings, which they take, and its day; nothing is sent", async () => {
    const { stdout, exitCode } = await type("refresh --codes 66,1876", env);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("told by ClickSend on 2026-11-22.");
    const line = stdout.trimEnd().split("\n").at(-1) ?? "";
    expect(line).toBe("SMS_PRICES_USD=66=0.08,1876=0.08");
    const [, SMS_PRICES_USD = ""] = /^SMS_PRICES_USD=(.+)$/.exec(line) ?? [];
    expect(readSettings(textSpendSchema, { SMS_PRICES_USD }).ok).toBe(true);
    expect(parts.outbox.list()).toEqual([]);
  });

  it("does not get in with a wrong key", async () => {
    expect(await type("refresh --codes 66", { ...env, CLICKSEND_API_KEY: "other" })).toMatchObject({
      exitCode: 1,
      stderr:
        "postern: ClickSend does not accept these credentials. Set CLICKSEND_USERNAME and CLICKSEND_API_KEY.\n",
    });
  });
});

describe("prices refresh", () => {
  let service: Service;
  let env: Readonly<Record<string, string>>;
  let asked: string[] = [];
  beforeAll(async () => {
    service = await startService("ClickSend", () => undefined);
    env = { ...ACCOUNT, CLICKSEND_URL: service.url };
  });
  afterAll(() => service.close());
  beforeEach(() => {
    asked = [];
  });

  /** ClickSend answers with these rows, by the beginning of the number that each is for. */
  const answerWith = (rows: Readonly<Record<string, object>>, currency = "USD") =>
    service.misbehave((response, received) => {
      const { messages } = JSON.parse(received.body) as { messages: { to: string }[] };
      asked = messages.map(({ to }) => to);
      const told = asked.map((to) => {
        const [, row] = Object.entries(rows).find(([start]) => to.startsWith(start)) ?? [];
        return { to, status: "SUCCESS", message_parts: 1, ...row };
      });
      const data = { messages: told, _currency: { currency_name_short: currency } };
      answers(200, "application/json", JSON.stringify({ data }))(response, received);
    });

  it("asks for one number of every country that a code stands for, and takes the dearest", async () => {
    answerWith({ "+1201": { message_price: "0.0250" }, "+1506": { message_price: "0.0310" } });
    expect(await json("refresh --codes 1", env)).toMatchObject({ line: "SMS_PRICES_USD=1=0.031" });
    expect(asked.toSorted()).toEqual(["+12015550123", "+15062345678"]);
  });

  it("leaves out what has no price, with ClickSend's word for it", async () => {
    answerWith({
      "+66": { message_price: "0.0389" },
      "+65": { status: "COUNTRY_NOT_ENABLED", message_price: "0.0500" },
      "+60": { message_price: "0.0000" },
    });
    const { stdout } = await type("refresh --codes 66,65,60", env);
    expect(stdout).toMatch(/^65 +not told \(COUNTRY_NOT_ENABLED\) +not known$/m);
    expect(stdout).toMatch(/^60 +not told/m);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("SMS_PRICES_USD=66=0.0389");
  });

  it("takes what SNS is known to cost where that is more", async () => {
    answerWith({ "+81": { message_price: "0.0700" } });
    const { stdout } = await type("refresh --codes 81", env);
    expect(stdout).toMatch(/^81 +0\.07 +0\.07451$/m);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("SMS_PRICES_USD=81=0.07451");
    answerWith({ "+81": { message_price: "0.0800" } });
    expect(await json("refresh --codes 81", env)).toMatchObject({ line: "SMS_PRICES_USD=81=0.08" });
  });

  it("divides by the parts, and rounds up", async () => {
    answerWith({ "+66": { message_price: "0.0500", message_parts: 3 } });
    expect(await json("refresh --codes 66", env)).toMatchObject({ line: "SMS_PRICES_USD=66=0.016667" });
  });

  it("prints no line where nothing is known", async () => {
    answerWith({ "+66": { status: "INVALID_RECIPIENT", message_price: "0.0000" } });
    expect(await json("refresh --codes 66", env)).toMatchObject({ line: null });
    expect((await type("refresh --codes 66", env)).stdout).not.toContain("SMS_PRICES_USD");
  });

  it("does not take dollars of Australia for those of the United States", async () => {
    answerWith({ "+66": { message_price: "0.0389" } }, "AUD");
    expect(await type("refresh --codes 66", env)).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining("in another currency than USD"),
    });
  });

  it.each([
    ["an error", answers(500, "text/plain", "no"), "ClickSend answered with status 500 and no prices."],
    ["no JSON", answers(200, "text/plain", "no"), "ClickSend answered with status 200 and no prices."],
    ["no messages", answers(200, "text/plain", '{"data":null}'), "status 200 and no prices."],
    ["a reset", resets, "ClickSend did not answer: ECONNRESET."],
  ])("says so when ClickSend answers with %s", async (_, respond, sentence) => {
    service.misbehave(respond);
    expect(await type("refresh --codes 66", env)).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining(sentence),
    });
  });

  it.each([
    ["refresh", ACCOUNT, 2, "The option --codes is missing."],
    ["refresh --codes TH", ACCOUNT, 2, "These are no calling codes."],
    ["refresh --codes NONE", ACCOUNT, 2, "These are no calling codes."],
    ["refresh --codes 6612345678", ACCOUNT, 1, "No example of a mobile number that begins with 6612345678"],
    ["refresh --codes 66", {}, 1, "CLICKSEND_USERNAME is not set."],
    ["refresh --codes 66", { ...ACCOUNT, CLICKSEND_URL: "nowhere" }, 1, "CLICKSEND_URL is not"],
  ])("%s with %j: exit code %i, %s", async (args, settings, exitCode, sentence) => {
    expect(await type(args, settings)).toMatchObject({
      exitCode,
      stdout: "",
      stderr: expect.stringContaining(sentence),
    });
  });
});
