import { expect, test } from "vitest";
import { withGeneratedTables } from "../../scripts/generated-tables.ts";
import { ARTICLE, aMonthOf, costTable, fakeSignup } from "../../scripts/signup-costs.ts";

test("the article's prices give what the article says: roughly $0.000102, about $1 a month", () => {
  expect(fakeSignup(ARTICLE)).toBeCloseTo(0.000_101_65, 12);
  expect(fakeSignup(ARTICLE).toPrecision(3)).toBe("0.000102");
  expect(aMonthOf(fakeSignup(ARTICLE)).toFixed(0)).toBe("1");
});

test("the table shows them, beside the prices of its own time", () => {
  const table = costTable("fake-signup");
  expect(table).toContain("| **one fake sign-up** |  | $0.000102 | $0.000161 |");
  expect(table).toContain("| **a month of 30 days** |  | $0.915 | $1.45 |");
});

test("a sign-up that goes further has cost more", () => {
  const costs = [...costTable("signup-steps").matchAll(/\$(?<dollars>[\d.]+) \| \$/g)];
  const dollars = costs.map(({ groups }) => Number(groups?.dollars));
  expect(dollars).toHaveLength(5);
  expect(dollars).toEqual(dollars.toSorted((a, b) => a - b));
});

test("a table is written from the prices, whatever stood there", () => {
  const written = withGeneratedTables("<!-- costs:fake-signup -->\nstale\n<!-- /costs -->");
  expect(written).toBe(`<!-- costs:fake-signup -->\n${costTable("fake-signup")}\n<!-- /costs -->`);
});

test("a table of costs that there is not is an error", () => {
  expect(() => withGeneratedTables("<!-- costs:nothing -->\n<!-- /costs -->")).toThrow(/nothing/);
});
