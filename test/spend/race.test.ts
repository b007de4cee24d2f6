import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dynamoDbSpend } from "../../src/stores/dynamodb-spend.ts";
import { answers, type Service, startService } from "../sms/support/service.ts";
import { type Engine, patientTable, startDynalite, TABLE_NAME } from "../stores/support/engines.ts";
import type { Race, Raced } from "./support/spend-racer.ts";

const PROCESSES = 4;
const TEXTS_EACH = 80;
const PRICE = 30_000;
const NOON_MS = Date.UTC(2026, 10, 22, 12);
const DAY_MS = 86_400_000;
const THAI = "+66812345678";
const SINGAPOREAN = "+6591234567";

let engine: Engine;
let outbox: Service;
let phonesInOutbox: string[] = [];
let racers: ChildProcess[] = [];
beforeAll(async () => {
  engine = await startDynalite();
  outbox = await startService("the outbox", (response, received) => {
    phonesInOutbox.push(JSON.parse(received.body).phone);
    answers(200, "application/json", "{}")(response, received);
  });
  const program = fileURLToPath(new URL("support/spend-racer.ts", import.meta.url));
  racers = Array.from({ length: PROCESSES }, () => fork(program, { execArgv: [] }));
  await Promise.all(racers.map((racer) => once(racer, "message")));
});
afterAll(async () => {
  for (const racer of racers) racer.kill();
  await outbox.close();
  await engine.close();
});

let days = 0;

/** Lets all processes go at once, on a day of their own, and tells what came of it. */
async function race(rules: Pick<Race, "limitMicroUsd" | "countryLimits" | "provider">) {
  days += 1;
  phonesInOutbox = [];
  const nowMs = NOON_MS + days * 30 * DAY_MS;
  const start: Race = {
    ...rules,
    nowMs,
    connection: engine.connection,
    tableName: TABLE_NAME,
    outbox: outbox.url,
    priceMicroUsd: PRICE,
    phones: Array.from({ length: TEXTS_EACH }, (_, index) => (index % 2 === 0 ? THAI : SINGAPOREAN)),
  };
  const told = racers.map((racer) => once(racer, "message"));
  for (const racer of racers) racer.send(start);
  const raced = (await Promise.all(told)).map(([each]) => each as Raced);
  const countOf = (phone: string) => phonesInOutbox.filter((each) => each === phone).length;
  return {
    ends: raced.flatMap(({ ends }) => ends),
    warnings: raced.reduce((sum, { warnings }) => sum + warnings, 0),
    sentMicroUsd: phonesInOutbox.length * PRICE,
    thaiMicroUsd: countOf(THAI) * PRICE,
    spent: await dynamoDbSpend(patientTable(engine)).read(new Date(nowMs).toISOString().slice(0, 10)),
  };
}

it.each([
  ["the limit of a day, which is no whole number of texts", 1_000_000, 990_000],
  ["a limit below one text", PRICE - 1, 0],
  ["a limit of one text", PRICE, PRICE],
])("of 320 texts in 4 processes the outbox holds what may be paid for: %s", async (_, limit, most) => {
  const { ends, sentMicroUsd, spent, warnings } = await race({
    limitMicroUsd: limit,
    countryLimits: [],
    provider: "works",
  });
  expect(ends).toHaveLength(PROCESSES * TEXTS_EACH);
  expect(sentMicroUsd).toBe(most);
  expect(sentMicroUsd).toBeLessThanOrEqual(limit);
  expect(ends.filter((end) => end === "true")).toHaveLength(most / PRICE);
  expect(ends.filter((end) => end === "SPEND_LIMIT")).toHaveLength(ends.length - most / PRICE);
  expect(spent.total ?? 0).toBe(most);
  expect(warnings).toBe(most > 0 ? 1 : 0);
});

it("a limit of one country holds by itself, and the others go on", async () => {
  const { sentMicroUsd, thaiMicroUsd, spent } = await race({
    limitMicroUsd: 3_000_000,
    countryLimits: [["66", 200_000]],
    provider: "works",
  });
  expect(thaiMicroUsd).toBe(180_000);
  expect(sentMicroUsd).toBe(3_000_000);
  expect(spent).toEqual({ total: 3_000_000, country66: 180_000, country65: 2_820_000 });
});

it("providers that fail, and second ones, do not bring it above the limit; the warning comes once", async () => {
  const limitMicroUsd = 2_000_000;
  const { ends, sentMicroUsd, spent, warnings } = await race({
    limitMicroUsd,
    countryLimits: [],
    provider: "fails",
  });
  for (const end of ["true", "false", "unknown", "SPEND_LIMIT"]) expect(ends).toContain(end);
  expect(sentMicroUsd).toBeGreaterThan(0);
  expect(sentMicroUsd).toBeLessThanOrEqual(limitMicroUsd);
  // All that was sent is counted, and all that surely was not has been given back.
  expect(spent.total).toBe(sentMicroUsd);
  expect(warnings).toBe(1);
});
