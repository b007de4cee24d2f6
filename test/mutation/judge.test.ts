import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { EQUIVALENT_MUTANTS } from "../../scripts/mutation/equivalent-mutants.ts";
import { chosenRooms, filesOf } from "../../scripts/mutation/files.ts";
import { judge, oneLine, type Tested } from "../../scripts/mutation/judge.ts";
import { ROOMS } from "../../scripts/mutation/rooms.ts";

const mutation = {
  file: "src/limits/day.ts",
  mutator: "ArithmeticOperator",
  line: "(Math.floor(nowMs / DAY_MS) + 1 + daysKept) * SECONDS_PER_DAY;",
  original: "nowMs / DAY_MS",
  replacement: "nowMs * DAY_MS",
};
const living = (lineNumber: number, more: Partial<Tested> = {}): Tested => ({
  ...mutation,
  lineNumber,
  lives: true,
  ...more,
});
const listed = { ...mutation, reason: "a reason" };
const NOTHING = { unlisted: [], stale: [] };

describe("a mutant", () => {
  it("that a test notices needs no list", () => {
    expect(judge([living(1, { lives: false })], [])).toEqual(NOTHING);
  });

  it("that lives and is not on the list is told", () => {
    expect(judge([living(16)], [])).toEqual({ unlisted: [living(16)], stale: [] });
  });

  it("that lives and is on the list is not, wherever the line stands by now", () => {
    expect(judge([living(16)], [listed])).toEqual(NOTHING);
    expect(judge([living(160)], [listed])).toEqual(NOTHING);
  });

  it.each<[string, Partial<Tested>]>([
    ["in another file", { file: "src/limits/hour.ts" }],
    ["of another kind", { mutator: "BooleanLiteral" }],
    ["on another line", { line: "const daysSince = (nowMs) => nowMs / DAY_MS;" }],
    ["of another text", { original: "now / DAY_MS" }],
    ["by another text", { replacement: "nowMs % DAY_MS" }],
  ])("that lives %s is another one", (_, other) => {
    expect(judge([living(1, other)], [listed]).unlisted).toHaveLength(1);
  });

  it("is told with those that are alike, where more of them live than the list says", () => {
    expect(judge([living(1), living(2)], [listed]).unlisted).toEqual([living(1), living(2)]);
    expect(judge([living(1), living(2)], [{ ...listed, times: 2 }])).toEqual(NOTHING);
  });
});

describe("an entry of the list", () => {
  it("is stale when its mutant is gone, when a test notices it, and when fewer live than it says", () => {
    expect(judge([living(1, { original: "changed", lives: false })], [listed]).stale).toEqual([listed]);
    expect(judge([living(1, { lives: false })], [listed]).stale).toEqual([listed]);
    const twice = { ...listed, times: 2 };
    expect(judge([living(1)], [twice]).stale).toEqual([twice]);
  });

  it("of a file that was not changed in this run is left alone", () => {
    expect(judge([living(1, { file: "src/limits/hour.ts", lives: false })], [listed])).toEqual(NOTHING);
  });
});

describe("the list as it is", () => {
  const rooms = ROOMS.map(filesOf);

  test("each entry has a reason, and stands there once", () => {
    expect(EQUIVALENT_MUTANTS.filter(({ reason }) => reason.length < 10)).toEqual([]);
    const keys = EQUIVALENT_MUTANTS.map(({ reason: _, times: __, ...key }) => JSON.stringify(key));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("each entry is about a file that is changed, and about text that is still in it", () => {
    const changed = new Set(rooms.flatMap(({ mutate }) => mutate));
    expect(EQUIVALENT_MUTANTS.filter(({ file }) => !changed.has(file))).toEqual([]);
    const isGone = ({ file, line, times = 1 }: (typeof EQUIVALENT_MUTANTS)[number]) =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((each) => oneLine(each) === line).length < times;
    expect(EQUIVALENT_MUTANTS.filter(isGone)).toEqual([]);
  });
});

describe("the rooms", () => {
  const none = { name: "gone", mutate: ["src/gone/*.ts"], tests: ["test/gate/*.test.ts"] };

  it("all have files and tests, and no file is in two", () => {
    const files = chosenRooms(ROOMS, []).flatMap(({ mutate }) => mutate);
    expect(files.length).toBeGreaterThan(20);
    expect(new Set(files).size).toBe(files.length);
  });

  it("one that has moved is told by name: else nothing would be tested", () => {
    expect(() => filesOf(none)).toThrow(
      "The room gone has no file at src/gone/*.ts. Write in scripts/mutation/rooms.ts where it is now.",
    );
    expect(() => filesOf({ ...none, mutate: ["src/gate/*.ts"], tests: ["test/gone/*.ts"] })).toThrow(
      "test/gone/*.ts",
    );
  });

  it("are chosen by name, or by one of their files", () => {
    expect(chosenRooms(ROOMS, ["gate"]).map(({ name }) => name)).toEqual(["gate"]);
    const [limits, ...more] = chosenRooms(ROOMS, ["src/limits/day.ts"]);
    expect([limits?.name, limits?.mutate, more]).toEqual(["limits", ["src/limits/day.ts"], []]);
  });

  it("what is neither is refused, with those that there are", () => {
    expect(() => chosenRooms(ROOMS, ["gate", "gaet"])).toThrow(
      /^Not a room, and not a file in one: gaet\. The rooms are gate, limits, /,
    );
  });
});
