import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FAULT_MODES } from "../../local/faults.ts";
import { RCODE } from "../email/support/dns-server.ts";
import { testClock } from "../support/clock.ts";
import { leaksIn } from "../support/planted.ts";
import { CASES } from "./cases.ts";
import {
  API_KEY,
  HASH_KEY,
  newCaller,
  signupAsk,
  signupInstance,
  startWorld,
  type World,
} from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
afterEach(() => world.behave());

/** What the search must find, so that finding nothing says something: see test/telemetry/leaks.test.ts. */
it("what is searched for would be found", () => {
  for (const planted of ["planted@x.example", "d7.visitors.example", "203.0.113.10", "2001:db8:1::", API_KEY])
    expect(leaksIn([JSON.stringify({ deep: [`…${planted}…`] })])).toHaveLength(1);
});

describe("no line holds an address, its domain, where it came from, or a key", () => {
  const searched = ({ raw }: ReturnType<typeof signupInstance>) => {
    expect(raw.length).toBeGreaterThan(0);
    expect(leaksIn(raw)).toEqual([]);
    for (const secret of [HASH_KEY, API_KEY]) expect(raw.join()).not.toContain(secret);
  };

  it.each(["debug", "info", "warn", "error"])("whatever was sent, with LOG_LEVEL %s", async (LOG_LEVEL) => {
    const clock = testClock();
    const one = signupInstance(world, { ...world.withApi, LOG_LEVEL }, clock);
    for (const { ask } of CASES) {
      clock.advanceSeconds(3_600);
      await one.send(ask);
    }
    searched(one);
  });

  it("whatever fails, in whatever way", async () => {
    const clock = testClock();
    const records = [undefined, {}, { MX: { rcode: RCODE.SERVFAIL } }, { MX: { rcode: RCODE.REFUSED } }];
    for (const part of ["ses", "dynamodb", "secrets", "email-api"] as const) {
      for (const mode of FAULT_MODES.filter((each) => each !== "timeout")) {
        world.setFault(part, mode);
        const one = signupInstance(world, world.withApi, clock);
        for (const each of records) {
          clock.advanceSeconds(3_600);
          const ask = signupAsk({ email: `planted+${mode}@${world.newDomain(each)}` }, { from: newCaller() });
          await one.send(ask);
        }
        searched(one);
      }
      world.behave();
    }
    for (const { pk } of await world.items()) expect(pk?.S).not.toMatch(/planted|visitors|@/);
  });
});
