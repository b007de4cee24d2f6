import { describe, expect, it } from "vitest";
import { fields } from "../../src/contact/submission.ts";
import { at } from "../email/support/asking.ts";

const submissionOf = (email: string) =>
  fields.run(
    {
      fields: new Map([
        ["name", "Planted"],
        ["email", email],
        ["message", "Hello"],
      ]),
    },
    at(),
  );

describe("the address of a submission, which the queue, a digest and the archive keep", () => {
  it.each(["\u200bada@visitors.example", " \u202aada@visitors.example\u202c\u00a0"])(
    "has no invisible ends: %j",
    (email) => {
      expect(submissionOf(email)).toMatchObject({ adds: { submission: { email: "ada@visitors.example" } } });
    },
  );

  it("is missing when nothing of it can be seen", () => {
    expect(submissionOf("\u200b\u202a")).toMatchObject({ reason: "MISSING_FIELDS" });
  });
});
