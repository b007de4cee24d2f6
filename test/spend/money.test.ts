import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUsd, usdText } from "../../src/spend/money.ts";

const amounts = fc.integer({ min: 0, max: 999_999_999_999 });

describe("dollars as text", () => {
  it("read back as the same amount, whatever it is", () => {
    fc.assert(fc.property(amounts, (microUsd) => parseUsd(usdText(microUsd)) === microUsd));
  });

  it("are written as short as can be", () => {
    fc.assert(
      fc.property(amounts, (microUsd) => {
        expect(usdText(microUsd)).toMatch(/^(?:0|[1-9]\d*)(?:\.\d{0,5}[1-9])?$/);
      }),
    );
  });

  it.each<[number, string]>([
    [0, "0"],
    [1, "0.000001"],
    [7_900, "0.0079"],
    [100_000, "0.1"],
    [1_005_000, "1.005"],
    [5_000_000, "5"],
    [10_000_000, "10"],
    [999_999_999_999, "999999.999999"],
  ])("%i millionths are written %s", (microUsd, text) => {
    expect(usdText(microUsd)).toBe(text);
  });

  it.each<[string, number]>([
    ["0.0079", 7_900],
    ["0.1", 100_000],
    ["0.29", 290_000],
    ["1.005", 1_005_000],
    ["4.35", 4_350_000],
    ["0.000001", 1],
    ["0.08000000", 80_000],
    ["5", 5_000_000],
    ["999999.999999", 999_999_999_999],
  ])("%s is %i millionths, which floats do not always agree to", (text, microUsd) => {
    expect(parseUsd(text)).toBe(microUsd);
  });

  it.each(["0.0000001", "1.0000005"])("%s is too fine, and not rounded", (text) => {
    expect(parseUsd(text)).toBe("too-fine");
  });

  it.each(["", ".5", "5.", "-1", "+1", "1e3", "0x10", "1,5", "1 000", "1000000", "NaN", "٥", "0.5\n", "$5"])(
    "%j is no amount",
    (text) => {
      expect(parseUsd(text)).toBe("not-an-amount");
    },
  );
});
