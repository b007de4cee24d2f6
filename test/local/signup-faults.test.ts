import { describe, expect, it, type TestContext } from "vitest";
import type { FaultMode } from "../../local/faults.ts";
import { signup as productSignup } from "../../local/functions/signup.ts";
import { functions } from "../../local/functions.ts";
import { startSignups } from "./signup-world.ts";
import { unprotected } from "./unprotected.ts";

const UNWELL: readonly FaultMode[] = ["reject", "error", "timeout", "throttle", "unauthorized", "drop"];
const ADDRESS = "visitor@visitors.example";

/** What came of one sign-up while a part was unwell, and of another for the same mailbox once it was mended. */
async function endingWith(
  part: string,
  mode: FaultMode,
  { onTestFinished }: TestContext,
  signup = productSignup,
) {
  const env = { SIGNUP_LIMIT_PER_HOUR: "1" };
  const { signUp, mails, setFault, lastDecision, written } = await startSignups(env, onTestFinished, {
    ...functions,
    signup,
  });
  await setFault(part, mode);
  const { status, body } = await signUp(ADDRESS, "203.0.113.1");
  const decision = lastDecision();
  const sent = mails().length;
  await setFault(part, "ok");
  const again = await signUp(ADDRESS, "203.0.113.2");
  expect(await written()).not.toMatch(/visitor|203\.0\.113/);
  return {
    status,
    error: JSON.parse(body).error,
    mails: sent,
    degraded: decision?.degraded?.join("; "),
    outcome: decision?.outcome,
    again: again.status,
  };
}

const signedUp = { status: 201, error: undefined, mails: 1, outcome: "sent" };

describe.concurrent("email-api", () => {
  it.for(UNWELL)("%s: the address passes", async (mode, context) => {
    expect(await endingWith("email-api", mode, context)).toEqual({
      ...signedUp,
      // A refusal of this one address is an answer: the API has no opinion of it.
      degraded: mode === "reject" ? undefined : expect.stringMatching(/\bapi$/),
      again: 429,
    });
  });
});

describe.concurrent("dynamodb", () => {
  it.for(UNWELL)("%s: nobody is welcomed whose mail cannot be counted as money", async (mode, context) => {
    expect(await endingWith("dynamodb", mode, context)).toMatchObject({
      ...{ status: 503, error: "SPEND_UNKNOWN", mails: 0, outcome: "refused" },
    });
  });

  it.for(UNWELL)("%s: without a ceiling the instance counts by itself", async (mode, context) => {
    expect(await endingWith("dynamodb", mode, context, unprotected(productSignup))).toEqual({
      ...signedUp,
      degraded: expect.stringContaining("the rate table is out of reach: this instance counts by itself"),
      again: 429,
    });
  });
});

describe.concurrent("secrets", () => {
  it.for(UNWELL)("%s: the instance names mailboxes by itself", async (mode, context) => {
    expect(await endingWith("secrets", mode, context)).toEqual({
      ...signedUp,
      degraded: expect.stringContaining("this instance counts mailboxes by itself"),
      again: 429,
    });
  });
});

describe.concurrent("ses", () => {
  const failed = { status: 500, error: "SEND_FAILED", mails: 0, degraded: undefined };
  it.for<[FaultMode, object]>([
    ["reject", { ...failed, outcome: "failed", again: 201 }],
    ["throttle", { ...failed, outcome: "failed", again: 201 }],
    ["unauthorized", { ...failed, outcome: "failed", again: 201 }],
    // Perhaps a mail is on its way: the place that it took stays taken.
    ["error", { ...failed, outcome: "unknown", again: 429 }],
    ["timeout", { ...failed, outcome: "unknown", again: 429 }],
    ["drop", { ...failed, mails: 1, outcome: "unknown", again: 429 }],
  ])("%s: nobody is told that they are signed up", async ([mode, ending], context) => {
    expect(await endingWith("ses", mode, context)).toEqual(ending);
  });
});
