import { describe, expect, it } from "vitest";
import { CLIENT_ADDRESS, EDGE_SECRETS, leaksIn, OWNER, VISITOR } from "../support/planted.ts";

/** Every captured line of every file is searched by this; here it is shown to find something. */
describe("the search for what visitors wrote", () => {
  it.each([...Object.values(VISITOR), CLIENT_ADDRESS, OWNER, ...EDGE_SECRETS, "2001:db8::1", "127.0.0.1"])(
    "finds %j in a line",
    (planted) => {
      const line = JSON.stringify({ level: "INFO", message: "x", detail: { deep: [`…${planted}…`] } });
      expect(leaksIn(["{}", line])).toEqual([line]);
    },
  );

  it("finds nothing in a line that holds nothing", () => {
    expect(leaksIn(['{"level":"INFO","message":"contact: sent","decision":{"reason":"SENT"}}'])).toEqual([]);
  });
});
