import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { signupFunction } from "../../src/functions/signup.ts";
import type { Volley } from "../signup/support/volley.ts";
import { newCaller, signupAsk, startWorld, type World } from "../signup/support/world.ts";
import { HOUR_MS } from "../support/clock.ts";
import { eventV1, eventV2, replyOf } from "../support/events.ts";
import type { Ask } from "../support/exchange.ts";
import { CONTEXT, testHost } from "../support/host.ts";

/** Wrong in every way, and each value recognisable in a log. */
const WRONG = {
  AWS_REGION: "planted region",
  SIGNUP_TABLE: "planted table",
  EMAIL_HASH_SECRET_ARN: "planted secret",
  SIGNUP_LIMIT_PER_HOUR: "planted",
  FROM_EMAIL: "planted.owner",
  ALLOWED_ORIGIN: "https://planted.example/",
  EDGE_SECRET: "planted-secret",
  REQUIRE_EDGE: "planted",
  VALIDATE_EMAIL: "planted",
  BLOCKED_EMAIL_DOMAINS: "planted",
  TRUEMAIL_API_KEY: "planted key",
  EMAIL_API_URL: "planted",
  LOG_LEVEL: "planted",
};

describe("wrong settings", () => {
  it.each([eventV1, eventV2])(
    "answer every event with CONFIGURATION_ERROR and no detail",
    async (eventOf) => {
      const { host } = testHost(WRONG);
      const reply = replyOf(await signupFunction(host)(eventOf(signupAsk()), CONTEXT));
      expect(reply.status).toBe(500);
      expect(reply.headers).toMatchObject({ "content-type": "application/json", vary: "Origin" });
      expect(JSON.parse(reply.body)).toEqual({
        success: false,
        error: "CONFIGURATION_ERROR",
        message: "This service is not set up correctly.",
      });
    },
  );

  it("are logged all at once, each with its remedy, and without a value", () => {
    const { host, lines, raw } = testHost(WRONG);
    signupFunction(host);
    expect(lines()).toEqual([
      { level: "ERROR", message: "signup: the settings are wrong", faults: expect.any(Array) },
    ]);
    const { faults } = lines()[0] as unknown as { faults: Record<string, string>[] };
    expect(faults.map(({ setting }) => setting)).toEqual(Object.keys(WRONG));
    expect(raw.join()).not.toContain("planted");
  });
});

const PROCESSES = 4;
const EACH = 25;

describe(`${PROCESSES} processes, ${EACH} concurrent sign-ups each`, () => {
  let world: World;
  let instances: ChildProcess[] = [];
  beforeAll(async () => {
    world = await startWorld();
    const program = fileURLToPath(new URL("../signup/support/volley.ts", import.meta.url));
    instances = Array.from({ length: PROCESSES }, () => fork(program, { execArgv: [] }));
    await Promise.all(instances.map((instance) => once(instance, "message")));
  });
  beforeEach(() => world.forget());
  afterAll(async () => {
    for (const instance of instances) instance.kill();
    await world.close();
  });

  /** @param askOf the request of this number, of all processes together. */
  async function fire(askOf: (number: number) => Ask, limit: number) {
    const answers = instances.map((instance) => once(instance, "message"));
    instances.forEach((instance, process) => {
      const volley: Volley = {
        env: { ...world.env, SIGNUP_LIMIT_PER_HOUR: String(limit), VALIDATE_EMAIL: "list" },
        nowMs: HOUR_MS,
        asks: Array.from({ length: EACH }, (_, index) => askOf(process * EACH + index)),
      };
      instance.send(volley);
    });
    const statuses = (await Promise.all(answers)).flatMap(([each]) => each as number[]);
    return [201, 429].map((status) => statuses.filter((each) => each === status).length);
  }

  const all = PROCESSES * EACH;

  it.each([1, 5, 17])("from one caller, for as many mailboxes, exactly %d", async (limit) => {
    const from = newCaller();
    const askOf = (number: number) =>
      signupAsk({ email: `planted-${limit}-${number}@visitors.example` }, { from });
    expect(await fire(askOf, limit)).toEqual([limit, all - limit]);
    expect(world.mails()).toHaveLength(limit);
  });

  it.each([1, 5, 17])(
    "for one mailbox in as many spellings, from as many callers, exactly %d",
    async (limit) => {
      const spellings = [
        (tag: number) => `planted.visitor${limit}+${tag}@gmail.com`,
        (tag: number) => `Planted.Visitor${limit}+${tag}@GoogleMail.com`,
        (tag: number) => `p.l.a.n.t.e.d.visitor${limit}+${tag}@ｇｍａｉｌ.com`,
      ];
      const askOf = (number: number) => {
        const spelled = spellings[number % spellings.length] ?? expect.fail("no spelling");
        return signupAsk({ email: spelled(number) }, { from: newCaller() });
      };
      expect(await fire(askOf, limit)).toEqual([limit, all - limit]);
      expect(world.mails()).toHaveLength(limit);
    },
  );
});
