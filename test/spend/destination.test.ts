import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { destinationOf, matching } from "../../src/spend/destination.ts";

/** The ranges that numbering plans give to another country than those of whom a calling code is known. */
function foreignRanges(
  callingCode: string,
  digitsOfRange: number,
  following: string,
  own: readonly string[],
) {
  const ranges = Array.from(
    { length: 10 ** digitsOfRange },
    (_, range) => `${callingCode}${String(range).padStart(digitsOfRange, "0")}`,
  );
  return ranges.filter((range) => {
    const number = parsePhoneNumberFromString(`+${range}${following}`);
    return number?.country !== undefined && !own.includes(number.country);
  });
}

describe("a range of another country inside a calling code", () => {
  it("is known for the whole of +1", () => {
    const foreign = foreignRanges("1", 3, "2345678", ["US", "CA"]);
    expect(foreign.length).toBeGreaterThan(20);
    expect(foreign.filter((range) => destinationOf(`${range}2345678`, "1") !== range)).toEqual([]);
  });

  it("is known for the whole of +7", () => {
    const foreign = foreignRanges("7", 3, "1234567", ["RU"]);
    expect(new Set(foreign.map((range) => range.slice(0, 2)))).toEqual(new Set(["77"]));
    expect(foreign.filter((range) => destinationOf(`${range}1234567`, "7") !== "77")).toEqual([]);
  });

  it("takes nothing of the United States, Canada and Russia", () => {
    for (const number of ["12015550123", "15062345678", "18005550123"]) {
      expect(destinationOf(number, "1"), number).toBe("1");
    }
    expect(destinationOf("79123456789", "7")).toBe("7");
    expect(destinationOf("66812345678", "66")).toBe("66");
  });
});

describe("the entry for a number", () => {
  const amounts = new Map([
    ["1", 10],
    ["66", 20],
    ["668", 30],
    ["*", 40],
  ]);

  it.each([
    ["12015550123", "1"],
    ["66212345678", "66"],
    ["66812345678", "668"],
    ["6591234567", "*"],
    // Its calling code is 1, and its price is not that of the United States.
    ["18762101234", "*"],
    ["1", "1"],
  ])("%s is %s", (digits, code) => {
    expect(matching(amounts, digits)).toEqual({ code, microUsd: amounts.get(code) });
  });

  it("of another country's range is its own where there is one", () => {
    const own = new Map([...amounts, ["1876", 50], ["18765", 60]] as const);
    expect(matching(own, "18762101234")?.code).toBe("1876");
    expect(matching(own, "18765101234")?.code).toBe("18765");
    expect(matching(own, "18092345678")?.code).toBe("*");
  });

  it("is none where nothing fits", () => {
    expect(matching(new Map([["1", 10]]), "18762101234")).toBeUndefined();
    expect(matching(new Map(), "66812345678")).toBeUndefined();
  });
});
