import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeKey } from "../../src/access/key.ts";
import { keyManagement } from "../../src/access/key-management.ts";
import { usageGuard } from "../../src/access/usage-guard.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import type { UsageStore } from "../../src/stores/usage-store.ts";
import { at } from "../email/support/asking.ts";
import { testClock } from "../support/clock.ts";
import { DEMO, newKey } from "./support/partners.ts";

const unavailable = async () => {
  throw new Unavailable("dynamodb", new Error("planted: the table of 10.0.0.7"));
};

/** A guard in memory, with the plan of the source text: one call a second, ten a day. */
async function guardWith(more: { readonly counting?: UsageStore } = {}) {
  const clock = testClock();
  const [keys, usage] = [memoryKeys(), memoryUsage()];
  const management = keyManagement({ keys, usage, plans: DEMO, nowMs: clock.nowMs, randomBytes });
  const guard = usageGuard({ store: { keys, usage: more.counting ?? usage }, plans: DEMO });
  const { key, id } = await newKey(management);
  const call = (apiKey: string | undefined = key) => guard.judge({ apiKey }, at(clock.nowMs()));
  return { call, clock, guard, id };
}

const refusal = (status: number, type: string, body: string) => ({
  ok: false,
  response: { status, body, headers: { "x-amzn-errortype": type, "content-type": "application/json" } },
});
const FORBIDDEN = refusal(403, "ForbiddenException", '{"message":"Forbidden"}');

describe("usageGuard", () => {
  it("lets a known key pass, with the client, and what is left as a header", async () => {
    const { call, id } = await guardWith();
    const quota = { limit: 10, remaining: 9, resetSeconds: 50_400 };
    expect(await call()).toMatchObject({
      ok: true,
      value: { client: { id, plan: "demo", quota } },
      headers: { ratelimit: '"demo";r=9;t=50400' },
      conclusion: { gate: "usage-plan", outcome: "answered", reason: "PASSED" },
    });
  });

  it.each([
    ["none", undefined],
    ["another", makeKey(randomBytes)],
    ["text", "pst_"],
    ["blank", ""],
  ])("without a known key (%s): API Gateway's 403, and nothing else", async (_, key) => {
    const { guard } = await guardWith();
    const guarded = await guard.judge({ apiKey: key }, at());
    expect(guarded).toMatchObject(FORBIDDEN);
    expect(Object.keys(guarded.ok || guarded.response.headers).sort()).toEqual([
      "cache-control",
      "content-type",
      "x-amzn-errortype",
      "x-content-type-options",
    ]);
  });

  it("over the rate, and over the quota: API Gateway's 429s, with a time to come back", async () => {
    const { call, clock } = await guardWith();
    await call();
    const tooMany = await call();
    expect(tooMany).toMatchObject(
      refusal(429, "TooManyRequestsException", '{"message":"Too Many Requests"}'),
    );
    expect(tooMany).toMatchObject({ response: { headers: { "retry-after": "1" } } });
    for (let call_ = 2; call_ <= 10; call_ += 1) {
      clock.advanceSeconds(1);
      expect(await call()).toMatchObject({ ok: true });
    }
    clock.advanceSeconds(1);
    const exceeded = await call();
    expect(exceeded).toMatchObject(refusal(429, "LimitExceededException", '{"message":"Limit Exceeded"}'));
    expect(exceeded).toMatchObject({
      response: { headers: { "retry-after": "50390", ratelimit: '"demo";r=0;t=50390' } },
    });
  });

  it("lets nobody in when keys cannot be looked up, and tells nothing of why", async () => {
    const guard = usageGuard({
      store: { keys: { find: unavailable }, usage: memoryUsage() },
      plans: DEMO,
    });
    const guarded = await guard.judge({ apiKey: makeKey(randomBytes) }, at());
    expect(guarded).toMatchObject({
      ok: false,
      response: { status: 500 },
      conclusion: { outcome: "failed" },
    });
    expect(JSON.stringify(guarded.ok || guarded.response)).not.toMatch(/planted|dynamodb|10\.0\.0\.7/);
  });

  it("counts by itself when usage cannot be counted, and says so", async () => {
    const { call } = await guardWith({ counting: { count: unavailable } });
    const guarded = await call();
    expect(guarded).toMatchObject({ ok: true, conclusion: { trail: [{ degraded: expect.any(String) }] } });
    expect(await call()).toMatchObject({ ok: false, response: { status: 429 } });
  });

  it("never throws, and lets no made-up key pass", async () => {
    const { guard } = await guardWith();
    const made = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => makeKey(() => bytes)),
      fc.constantFrom("__proto__", "constructor", undefined),
    );
    await fc.assert(
      fc.asyncProperty(made, async (apiKey) => {
        expect(await guard.judge({ apiKey }, at())).toMatchObject(FORBIDDEN);
      }),
    );
  });
});
