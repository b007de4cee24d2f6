import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRole } from "../../src/email/roles.ts";
import { addresses } from "./support/addresses.ts";

/** RFC 2142, sections 3 to 5. */
const RFC_2142 =
  "info marketing sales support abuse noc security postmaster hostmaster usenet news webmaster www uucp ftp";

describe("isRole", () => {
  it.each(RFC_2142.split(" "))("knows %s of RFC 2142", (local) => {
    expect(isRole(local)).toBe(true);
  });

  it.each(["admin", "billing", "no-reply", "noreply", "INFO", "Info+web", "info+", "sales+a+b"])(
    "takes %s for a role",
    (local) => {
      expect(isRole(local)).toBe(true);
    },
  );

  it.each([
    "ada",
    "ada+info",
    "info.ada",
    "information",
    "+info",
    "+",
    "mr.info",
    "constructor",
    "__proto__",
  ])("takes %s for a person", (local) => {
    expect(isRole(local)).toBe(false);
  });

  it("does not mind case or tags", () => {
    fc.assert(
      fc.property(addresses, ({ local }) => {
        fc.pre(!local.startsWith("+"));
        const [name = ""] = local.split("+", 1);
        expect(isRole(local)).toBe(isRole(name.toLowerCase()));
      }),
    );
  });
});
