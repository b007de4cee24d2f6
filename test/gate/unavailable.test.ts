import { describe, expect, it } from "vitest";
import { isUnavailable } from "../../src/gate/is-unavailable.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";

it("a part that could not be asked is told of by its name, with what broke there", () => {
  const cause = new Error("timed out");
  const error = new Unavailable("dynamodb", cause);
  expect(error.part).toBe("dynamodb");
  expect(error.cause).toBe(cause);
  expect(error.message).toBe("dynamodb is unavailable");
});

describe("known by its name, not by its class: an app may hold two copies of the package", () => {
  it.each([
    ["ours", new Unavailable("ses", undefined), true],
    ["that of another copy", Object.assign(new Error("down"), { name: "Unavailable" }), true],
    ["another error", new TypeError("a bug"), false],
    ["an object of that name that is not an error", { name: "Unavailable" }, false],
    ["nothing", undefined, false],
  ])("%s", (_, thrown, known) => {
    expect(isUnavailable(thrown)).toBe(known);
  });
});
