import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Conclusion } from "../../../src/gate/trail.ts";
import { HOUR_MS } from "../../support/clock.ts";
import type { Framework } from "../behaviour.ts";
import { expressHarness } from "./express.ts";
import { fastifyHarness } from "./fastify.ts";
import { fetchHarness } from "./fetch.ts";
import type { Answer, App, Harness } from "./harness.ts";
import { honoHarness } from "./hono.ts";
import { lambdaV1Harness, lambdaV2Harness } from "./lambda.ts";

const HARNESSES: Readonly<Record<Framework, Harness>> = {
  Express: expressHarness,
  Fastify: fastifyHarness,
  Hono: honoHarness,
  fetch: fetchHarness,
  "Lambda v1": lambdaV1Harness,
  "Lambda v2": lambdaV2Harness,
};
export const FRAMEWORKS = Object.entries(HARNESSES) as [Framework, Harness][];

/**
 * Apps that are closed after their test. Meanwhile the wall clock stands still, as limits by the hour want it; sockets and
 * timers go on.
 */
export function appsOfATest(): (starting: Promise<App>) => Promise<App["ask"]> {
  const running: App[] = [];
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: HOUR_MS }));
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(running.splice(0).map((app) => app.close()));
  });
  return async (starting) => {
    const app = await starting;
    running.push(app);
    return app.ask;
  };
}

/** What came of the requests, in order. */
export function decisions() {
  const told: Conclusion[] = [];
  return { told, onDecision: (conclusion: Conclusion) => void told.push(conclusion) };
}

/** Undefined is a header that the answer must not have. */
export function expectHeaders(answer: Answer, headers: Readonly<Record<string, string | undefined>>): void {
  const got = Object.keys(headers).map((name) => [name, answer.headers[name]]);
  expect(Object.fromEntries(got)).toEqual(headers);
}
