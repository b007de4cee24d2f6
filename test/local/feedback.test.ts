import { describe, expect, it, onTestFinished, vi } from "vitest";
import { signup } from "../../local/functions/signup.ts";
import { functions as productFunctions } from "../../local/functions.ts";
import { startLocalSystem } from "../../local/system.ts";
import { unprotected } from "./unprotected.ts";

/** A local system in which SES tells what becomes of mails; or does not. Ends with its test. */
async function startSignups(functions = productFunctions) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const system = await startLocalSystem({ port: 0, dynamodbPort: 0, functions, print });
  onTestFinished(() => system.close());
  return {
    lines,
    signUp: async (email: string) => {
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify({ email }) };
      const response = await fetch(`${system.url}/signup`, init);
      return { status: response.status, body: await response.text() };
    },
    mails: () => system.outbox.list(),
    gates: () => system.decisions.list().map(({ gate }) => gate),
    /**
     * What the function `feedback` has decided, once it was invoked so many times. SES tells when it likes, so each test ends
     * with this: a system that is closed meanwhile has an invocation without a database.
     */
    told: (times: number) =>
      vi.waitFor(() => {
        const reasons = system.decisions
          .list()
          .flatMap(({ gate, reason }) => (gate === "feedback" ? [reason] : []));
        expect(reasons).toHaveLength(times);
        return reasons.toSorted();
      }),
  };
}

describe("SES's mailbox simulator, with a configuration set", () => {
  it("has a bounce come back, and the second sign-up refused", async () => {
    const signups = await startSignups();
    const address = "bounce@simulator.amazonses.com";
    expect((await signups.signUp(address)).status).toBe(201);
    expect(await signups.told(2)).toEqual(["BOUNCED", "SENT"]);
    const again = await signups.signUp(address);
    expect([again.status, again.body]).toEqual([422, `{"error":"That email isn't deliverable"}`]);
    expect(signups.mails()).toHaveLength(1);
  });

  it("has a complaint come back, with a label as well", async () => {
    const signups = await startSignups();
    const address = "complaint+7@simulator.amazonses.com";
    await signups.signUp(address);
    expect(await signups.told(2)).toEqual(["COMPLAINED", "SENT"]);
    expect((await signups.signUp(address)).status).toBe(422);
    expect((await signups.signUp("complaint+8@simulator.amazonses.com")).status).toBe(201);
    await signups.told(4);
  });

  it.each(["success@simulator.amazonses.com", "bounce@visitors.example"])(
    "tells of %s only that it was sent",
    async (address) => {
      const signups = await startSignups();
      await signups.signUp(address);
      expect(await signups.told(1)).toEqual(["SENT"]);
      expect((await signups.signUp(address)).status).toBe(201);
      await signups.told(2);
    },
  );

  it("and no address is written down", async () => {
    const signups = await startSignups();
    await signups.signUp("bounce+planted@simulator.amazonses.com");
    await signups.told(2);
    expect(signups.lines.length).toBeGreaterThan(0);
    expect(signups.lines.join()).not.toMatch(/planted|simulator|owner@/i);
  });
});

it("without a configuration set SES tells nothing, as at AWS", async () => {
  const { CONFIGURATION_SET: _, ...defaults } = unprotected(signup).defaults;
  const signups = await startSignups({ ...productFunctions, signup: { ...signup, defaults } });
  const address = "bounce@simulator.amazonses.com";
  expect([(await signups.signUp(address)).status, (await signups.signUp(address)).status]).toEqual([
    201, 201,
  ]);
  expect(signups.gates()).toEqual(["signup", "signup"]);
});
