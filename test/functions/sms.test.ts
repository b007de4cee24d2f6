import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smsFunction } from "../../src/functions/sms.ts";
import { newPhone } from "../sms/support/instance.ts";
import type { Volley } from "../sms/support/volley.ts";
import { startWorld, type World } from "../sms/support/world.ts";
import { HOUR_MS } from "../support/clock.ts";
import { CONTEXT, testHost } from "../support/host.ts";

/** Wrong in every way, and each value recognisable in a log. */
const WRONG = {
  AWS_REGION: "planted region",
  TABLE_NAME: "planted table",
  CLICKSEND_SECRET_ARN: "planted secret",
  PHONE_HASH_SECRET_ARN: "planted secret",
  BASE_COOLDOWN_SECONDS: "planted",
  ESCALATED_COOLDOWN_SECONDS: "planted",
  ESCALATION_THRESHOLD: "planted",
  ATTEMPT_WINDOW_SECONDS: "planted",
  BLOCKED_COUNTRY_CODES: "planted",
  ALLOWED_COUNTRY_CODES: "planted",
  PREFIX_LIMIT_PER_HOUR: "planted",
  PREFIX_LIMIT_MODE: "planted",
  MAX_SEGMENTS: "planted",
  ON_STORE_FAILURE: "planted",
  FALLBACK_ON_POLICY_BLOCK: "planted",
  CLICKSEND_FROM: "planted, and far too long",
  CLICKSEND_URL: "planted",
  SNS_SENDER_ID: "planted, and far too long",
  SNS_MAX_PRICE_USD: "planted",
  LOG_LEVEL: "planted",
};

describe("wrong settings", () => {
  it("answer every invocation with CONFIGURATION_ERROR and no detail", async () => {
    const handler = smsFunction(testHost(WRONG).host);
    for (const payload of [{ phone: "+66812345678", message: "Hello" }, {}, null]) {
      expect(await handler(payload, CONTEXT)).toEqual({
        success: false,
        error: "CONFIGURATION_ERROR",
        message: "This service is not set up correctly.",
        rateLimited: false,
      });
    }
  });

  it("are logged all at once, each with its remedy, and without a value, whatever LOG_LEVEL says", () => {
    const { host, lines, raw } = testHost(WRONG);
    smsFunction(host);
    expect(lines()).toEqual([
      { level: "ERROR", message: "sms: the settings are wrong", faults: expect.any(Array) },
    ]);
    const { faults } = lines()[0] as unknown as { faults: Record<string, string>[] };
    expect(faults.map(({ setting }) => setting)).toEqual(Object.keys(WRONG));
    for (const fault of faults)
      expect(fault).toMatchObject({ fault: expect.any(String), remedy: expect.any(String) });
    expect(raw.join()).not.toContain("planted");
  });
});

const PROCESSES = 4;
const EACH = 50;

describe(`${PROCESSES} processes, ${EACH} concurrent requests each`, () => {
  let world: World;
  let instances: ChildProcess[] = [];
  beforeAll(async () => {
    world = await startWorld();
    const program = fileURLToPath(new URL("../sms/support/volley.ts", import.meta.url));
    instances = Array.from({ length: PROCESSES }, () => fork(program, { execArgv: [] }));
    await Promise.all(instances.map((instance) => once(instance, "message")));
  });
  afterAll(async () => {
    for (const instance of instances) instance.kill();
    await world.close();
  });

  async function fire(volley: Omit<Volley, "env" | "nowMs">, env: Readonly<Record<string, string>> = {}) {
    const answers = instances.map((instance) => once(instance, "message"));
    instances.forEach((instance, process) => {
      instance.send({ ...volley, process, env: { ...world.env, ...env }, nowMs: HOUR_MS });
    });
    return (await Promise.all(answers)).flatMap(([each]) => each as string[]);
  }
  const tally = (said: readonly string[], what: string) => said.filter((each) => each === what).length;

  it("many requests for one number at the same moment send exactly one text", async () => {
    const before = world.sent();
    const said = await fire({ phone: newPhone(), requests: EACH });
    expect([tally(said, "SENT"), tally(said, "RATE_LIMITED")]).toEqual([1, PROCESSES * EACH - 1]);
    expect(world.sent() - before).toBe(1);
  });

  it("at as many neighbours admit exactly as many as the prefix limit says", async () => {
    const before = world.sent();
    const prefix = newPhone().slice(0, -4);
    const said = await fire(
      { phone: prefix, neighbours: true, requests: EACH },
      { PREFIX_LIMIT_PER_HOUR: "7" },
    );
    expect([tally(said, "SENT"), tally(said, "RATE_LIMITED")]).toEqual([7, PROCESSES * EACH - 7]);
    expect(world.sent() - before).toBe(7);
  });

  it("of one and the same request, unlimited, send once", async () => {
    const said = await fire({ phone: newPhone(), requestId: "one and the same", requests: EACH });
    expect([tally(said, "SENT"), tally(said, "SEND_FAILED")]).toEqual([1, PROCESSES * EACH - 1]);
  });
});
