import { describe, expect, test } from "vitest";
import { MAX_WRITES_PER_SECOND } from "../../infra/tables.ts";
import { ATTACK_TABLES } from "../../scripts/attack-costs.ts";
import { ASSUMED, stopsOfAMillion } from "../../scripts/attack-model.ts";
import { AWS_PRICES, type Prices } from "../../scripts/aws-prices.ts";
import { withGeneratedTables } from "../../scripts/generated-tables.ts";
import { decisionLine } from "../../src/telemetry/decision-line.ts";
import { readHere } from "./support/documents.ts";

const DOCUMENT = "docs/defence-in-depth.md";
const NAMES = Object.keys(AWS_PRICES) as (keyof Prices)[];

/** The prices, with one of them a tenth higher. */
const dearer = (name: keyof Prices): Prices => ({
  ...AWS_PRICES,
  [name]: { ...AWS_PRICES[name], usd: AWS_PRICES[name].usd * 1.1 },
});

const tables = (prices?: Prices) => Object.values(ATTACK_TABLES).map((written) => written(prices));

/** The README's words for places, and this table's. */
const PLACES = [
  ["WAF", "WAF: blocked"],
  ["API Gateway", "API Gateway: 403 or 429"],
  ["the checks that ask nobody", "the gate, without asking anybody"],
  ["a limit, one write", "a limit: the condition in DynamoDB fails"],
  ["nothing: a mail each", "a mail each"],
  ["nothing: a text each", "a text of one part, at 0.01", "a text of one part, at 0.30"],
] as const;

const rowsOf = (table = "") =>
  Array.from(table.matchAll(/^\| (.*) \|$/gm), ([, row = ""]) => row.split("|").map((cell) => cell.trim()));
const inReadme = (readme: string) => {
  const rows = new Map(rowsOf(readme).map(([place = "", usd]) => [place, usd]));
  return PLACES.map(([place]) => rows.get(place));
};
const together = new Map(
  rowsOf(ATTACK_TABLES["million-requests"]?.()).map((row) => [row[0] ?? "", row.at(-1)]),
);
const TOGETHER = PLACES.map(([, ...places]) => places.map((place) => together.get(place)).join(" to "));

describe("a million abusive requests", () => {
  test("cost at each place what was worked out by hand, to the cent", () => {
    const totals = stopsOfAMillion().map(({ totalUsd }) => Number(totalUsd.toFixed(2)));
    expect(totals).toEqual([0.6, 1.6, 5.49, 6.17, 10.3, 166.17, 10_006.17, 300_006.17]);
  });

  test("and the table says so, with what each place adds", () => {
    expect(ATTACK_TABLES["million-requests"]?.()).toMatchInlineSnapshot(`
      "| a million requests end at | which adds | together, USD |
      | --- | --- | --: |
      | WAF: blocked | WAF 0.60 | 0.60 |
      | API Gateway: 403 or 429 | CloudFront 1.00 | 1.60 |
      | the gate, without asking anybody | API Gateway 3.50, Lambda 0.22, logs 0.18 | 5.49 |
      | a limit: the condition in DynamoDB fails | DynamoDB 0.63, waiting 0.05 | 6.17 |
      | the queue: one mail for a hundred | SQS 0.48, DynamoDB 1.88, logs 0.18, SES 1.60 | 10.30 |
      | a mail each | SES 160 | 166 |
      | a text of one part, at 0.01 | texts 10,000 | 10,000 |
      | a text of one part, at 0.30 | texts 300,000 | 300,000 |"
    `);
  });

  test("cost more the further they come", () => {
    const totals = stopsOfAMillion().map(({ totalUsd }) => totalUsd);
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
  });
});

test("the README's table of them says the same", () => {
  expect(inReadme(readHere("README.md"))).toEqual(TOGETHER);
  expect(inReadme(readHere("README.md").replace("| 166 |", "| 165 |"))).not.toEqual(TOGETHER);
});

test("a day of flood costs what the brakes let through", () => {
  expect(ATTACK_TABLES["day-of-attack"]?.()).toMatchInlineSnapshot(`
    "| brake, fully used | lets through in a day | USD a day |
    | --- | --: | --: |
    | throttling of a route, 5 a second; the gate refuses | 432,000 requests | 1.68 |
    | the same; a limit refuses | 432,000 requests | 1.97 |
    | reserved concurrency, each instance | 86,400 seconds, requests apart | 0.29 |
    | maximum throughput of a table, 100 writes a second | 8,640,000 writes | 5.40 |"
  `);
});

describe("the document", () => {
  test("holds every table as the prices give it (mend: npm run docs)", () => {
    const document = readHere(DOCUMENT);
    for (const table of tables()) expect(document).toContain(table);
    expect(withGeneratedTables(document)).toBe(document);
  });

  test.each(NAMES)("no longer holds once the price %s has changed", (name) => {
    const document = readHere(DOCUMENT);
    const changed = tables(dearer(name)).filter((table) => !document.includes(table));
    // The list of prices itself, and at least one table that is computed with it.
    expect(changed.length).toBeGreaterThanOrEqual(2);
  });
});

describe("what is assumed", () => {
  const refused = {
    gate: "contact",
    outcome: "refused",
    reason: "RATE_LIMIT_EXCEEDED",
    requestId: "4f9c1d2e-7f3a-4b0e-9a6c-1d2e3f4a5b6c",
    atMs: 1_795_330_000_000,
    durationMs: 15.412,
    status: 429,
    trail: [],
  } as const;

  test("of the log is enough for a decision line at warn, and not for one at info", () => {
    const bytes = (level: "warn" | "info") => Buffer.byteLength(decisionLine(refused, level)) + 1;
    expect(bytes("warn")).toBeLessThan(ASSUMED.logBytes);
    expect(bytes("info")).toBeGreaterThan(ASSUMED.logBytes);
  });

  test("of the tables is what the app sets", () => {
    expect(ASSUMED.writesPerSecond).toBe(MAX_WRITES_PER_SECOND);
  });
});

test.each(NAMES)("the price %s says what for, from when and where", (name) => {
  const price = AWS_PRICES[name];
  expect(price.usd).toBeGreaterThan(0);
  expect(price.asOf).toMatch(/^(?:20\d\d-\d\d(?:-\d\d)?|undated)$/);
  expect(price.source).toMatch(/^(?:https:\/\/|AWS's public price pages$)/);
});
