import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { keyManagement } from "../../src/access/key-management.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { json } from "../../src/http/message.ts";
import type { EmailMiddlewareOptions } from "../../src/package/email-middleware.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { DEMO, newKey } from "../access/support/partners.ts";
import { anyText } from "../email/support/addresses.ts";
import { answers, cutsOff, hangs, resets, type Service, startService } from "../sms/support/service.ts";
import { HOUR_MS } from "../support/clock.ts";
import { FORM_TYPE, JSON_TYPE } from "../support/exchange.ts";
import { DOOR, EMAIL_CASES, GUARD_CASES, KEY_REFUSALS, REFUSED_EMAIL } from "./behaviour.ts";
import { appsOfATest, decisions, expectHeaders, FRAMEWORKS } from "./support/frameworks.ts";
import { type Answer, HandlerFailed } from "./support/harness.ts";

const started = appsOfATest();

/** The remote API of the source text. */
let api: Service;
beforeAll(async () => {
  api = await startService(
    "the e-mail API",
    answers(200, "application/json", '{"status":"deliverable","disposable":false}'),
  );
});
afterAll(() => api.close());
afterEach(() => api.behave());

const LISTS_ALONE: EmailMiddlewareOptions = { dns: false, api: false, cache: false };
const withApi = (more: { readonly timeoutMs?: number } = {}): EmailMiddlewareOptions => ({
  ...LISTS_ALONE,
  onDecision: () => undefined,
  api: { key: "planted-key-0123456789", url: `${api.url}/v1/verify`, timeoutMs: 90_000, ...more },
});
const signUp = (email: unknown) => ({ headers: JSON_TYPE, body: JSON.stringify({ email }) });
const ADA = signUp("ada@site.example");
const refusal = (reason: keyof typeof REFUSED_EMAIL) => ({ status: 422, body: REFUSED_EMAIL[reason] });

describe.each(FRAMEWORKS)("%s", (framework, harness) => {
  it("is itself", () => expect(harness.name).toBe(framework));

  describe("validateEmail", () => {
    it.each(EMAIL_CASES.map((each) => [each.what, each] as const))("%s", async (_, { ask, comes, own }) => {
      const { told, onDecision } = decisions();
      const answer = await (await started(harness.email({ ...LISTS_ALONE, onDecision })))(ask);
      const parsersOwn = own?.[framework];
      if (parsersOwn !== undefined) {
        expect(answer.status).toBe(parsersOwn);
        expect(told).toEqual([]);
      } else if (typeof comes === "string") {
        expect(answer).toMatchObject(refusal(comes));
        expectHeaders(answer, { "content-type": "application/json", "x-handler": undefined });
        expect(told).toMatchObject([{ gate: "email", outcome: "refused", reason: comes }]);
      } else {
        expect(answer).toMatchObject({ status: 200, headers: { "x-handler": "reached" } });
        const { validation, body } = JSON.parse(answer.body);
        expect(validation).toMatchObject({ source: expect.any(String), ...comes.validation });
        expect(validation.steps).not.toEqual([]);
        expect(body).toEqual(comes.body);
        expect(told).toMatchObject([{ gate: "email", outcome: "answered", reason: "PASSED" }]);
      }
    });

    it("judges no other address than the handler reads, of a form that is JSON as well", async () => {
      const ask = await started(harness.email(LISTS_ALONE));
      const body = '{"email":"x@mailinator.com","a":"&email=ada%40site.example&b="}';
      const answer = await ask({ headers: FORM_TYPE, body });
      if (["Express", "Fastify"].includes(framework)) {
        expect(JSON.parse(answer.body).body).toMatchObject({ email: "ada@site.example" });
      } else {
        expect(answer).toMatchObject(refusal("INVALID_EMAIL"));
      }
    });

    it("believes the remote API: good, bad, throw-away", async () => {
      const ask = await started(harness.email(withApi()));
      const good = await ask(ADA);
      expect(JSON.parse(good.body).validation).toMatchObject({ status: "deliverable", source: "api" });
      api.misbehave(answers(200, "application/json", '{"status":"undeliverable"}'));
      expect(await ask(ADA)).toMatchObject(refusal("UNDELIVERABLE_EMAIL"));
      api.misbehave(answers(200, "application/json", '{"status":"risky","disposable":true}'));
      expect(await ask(ADA)).toMatchObject(refusal("DISPOSABLE_EMAIL"));
    });

    it.each([
      ["answers 500", answers(500, "text/plain", "down"), {}],
      ["answers nonsense", answers(200, "application/json", "<html>"), {}],
      ["resets connections", resets, {}],
      ["stops in the middle", cutsOff, {}],
      ["does not answer in time", hangs, { timeoutMs: 300 }],
    ])("lets pass when the remote API %s, and tells the handler", async (_, respond, more) => {
      const ask = await started(harness.email(withApi(more)));
      api.misbehave(respond);
      const answer = await ask(ADA);
      expect(answer).toMatchObject({ status: 200, headers: { "x-handler": "reached" } });
      const { validation } = JSON.parse(answer.body);
      expect(validation).toMatchObject({ status: "unknown" });
      expect(validation.steps.at(-1)).toMatchObject({ step: "api", failed: expect.any(String) });
    });

    it("lets pass when nobody listens", async () => {
      const gone = await startService("nobody", hangs);
      await gone.close();
      const nobody = { ...withApi(), api: { key: "planted-key-0123456789", url: gone.url } };
      const answer = await (await started(harness.email(nobody)))(ADA);
      expect(answer).toMatchObject({ status: 200, headers: { "x-handler": "reached" } });
    });

    it("takes another field's name, and no other", async () => {
      const ask = await started(harness.email({ ...LISTS_ALONE, field: "contact.address" }));
      const sent = (body: object) => ask({ headers: JSON_TYPE, body: JSON.stringify(body) });
      expect(await sent({ "contact.address": "ada@site.example" })).toMatchObject({ status: 200 });
      expect(await sent({ email: "ada@site.example" })).toMatchObject(refusal("INVALID_EMAIL"));
      const nested = { contact: { address: "ada@site.example" } };
      expect(await sent(nested)).toMatchObject(refusal("INVALID_EMAIL"));
    });

    it("answers as the owner wants it", async () => {
      const answer = (code: string) => ({ status: 418, body: { code, text: "ünwanted" } });
      const ask = await started(harness.email({ ...LISTS_ALONE, answer }));
      const teapot = (code: string) => ({ status: 418, body: `{"code":"${code}","text":"ünwanted"}` });
      expect(await ask(signUp(5))).toMatchObject(teapot("INVALID_EMAIL"));
      expect(await ask(signUp("x@mailinator.com"))).toMatchObject(teapot("DISPOSABLE_EMAIL"));
    });

    it("leaves what a handler throws to the framework", async () => {
      const { told, onDecision } = decisions();
      const ask = await started(harness.email({ ...LISTS_ALONE, onDecision }));
      const failing = { ...ADA, headers: { ...ADA.headers, "x-fail": "yes" } };
      const end = await ask(failing).then(
        ({ status }) => status,
        (thrown: unknown) => (thrown instanceof HandlerFailed ? "thrown" : Promise.reject(thrown)),
      );
      const isServer = ["Express", "Fastify", "Hono"].includes(framework);
      expect(end).toBe(isServer ? 500 : "thrown");
      expect(told).toMatchObject([{ outcome: "answered", reason: "PASSED" }]);
      expect(await ask(ADA)).toMatchObject({ status: 200 });
    });
  });

  describe("guard", () => {
    it.each(GUARD_CASES.map((each) => [each.what, each] as const))("%s", async (_, each) => {
      const { told, onDecision } = decisions();
      const ask = await started(harness.guarded(DOOR, { onDecision }));
      const answer = await ask({ headers: each.pass === undefined ? {} : { "x-pass": each.pass } });
      expect(answer.status).toBe(each.status);
      expectHeaders(answer, each.headers);
      expect(JSON.parse(answer.body)).toEqual(each.says);
      const [outcome, reason] = each.decided;
      expect(told).toMatchObject([{ gate: "door", outcome, reason }]);
    });

    it("answers as the owner wants it", async () => {
      const answer = ({ reason, retryAfterSeconds }: { reason: string; retryAfterSeconds?: number }) =>
        json(418, { reason, retryAfterSeconds }, { "x-of-the-owner": "yes" });
      const ask = await started(harness.guarded(DOOR, { answer }));
      const later = await ask({ headers: { "x-pass": "later" } });
      expect(later).toMatchObject({ status: 418, body: '{"reason":"LATER","retryAfterSeconds":90}' });
      expectHeaders(later, { "x-of-the-owner": "yes", "x-handler": undefined });
      expect(await ask({ headers: { "x-pass": "yes" } })).toMatchObject({ status: 200 });
    });

    it("lets pass and refuses as ever, whatever becomes of who is told", async () => {
      const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
      onTestFinished(() => error.mockRestore());
      const onDecision = () => {
        throw new Error("planted: who is told is broken");
      };
      const ask = await started(harness.guarded(DOOR, { onDecision }));
      const answer = await ask({ headers: { "x-pass": "yes" } });
      expect(answer).toMatchObject({ status: 200, headers: { "x-handler": "reached" } });
      expect(await ask({})).toMatchObject({ status: 403, body: expect.stringContaining("NO_PASS") });
      const logged = ["postern: onDecision", expect.objectContaining({ name: "Error" })];
      expect(error.mock.calls).toEqual([logged, logged]);
    });

    it.each(["GET", "PUT", "DELETE"])("stands before %s as well", async (method) => {
      const ask = await started(harness.guarded(DOOR));
      expect(await ask({ method })).toMatchObject({ status: 403 });
      expect(await ask({ method, headers: { "x-pass": "yes" } })).toMatchObject({ status: 200 });
    });
  });

  describe("usagePlan", () => {
    /** An app with one client of the plan of the source text: one call a second, ten a day. */
    async function keyed() {
      const [keys, usage] = [memoryKeys(), memoryUsage()];
      const management = keyManagement({ keys, usage, plans: DEMO, nowMs: Date.now, randomBytes });
      const { key, id } = await newKey(management);
      const { told, onDecision } = decisions();
      const ask = await started(harness.keyed({ store: { keys, usage }, plans: DEMO, onDecision }));
      return { key, id, told, call: (apiKey: string) => ask({ headers: { "x-api-key": apiKey } }), ask };
    }
    const expectRefusal = (answer: Answer, { status, body, headers }: typeof KEY_REFUSALS.forbidden) => {
      expect(answer).toMatchObject({ status, body });
      expectHeaders(answer, headers);
    };

    it("a known key passes: the client for the handler, what is left beside the handler's own headers", async () => {
      const { key, id, call, told } = await keyed();
      const answer = await call(key);
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toEqual({ id, plan: "demo" });
      expectHeaders(answer, { ratelimit: '"demo";r=9;t=50400', "x-handler": "reached" });
      expect(told).toMatchObject([{ gate: "usage-plan", outcome: "answered", reason: "PASSED" }]);
    });

    it("no key, an unknown one, and two in one are all forbidden", async () => {
      const { key, call, ask } = await keyed();
      for (const answer of [
        await ask({}),
        await call(""),
        await call("pst_planted"),
        await call(`${key}, ${key}`),
      ]) {
        expectRefusal(answer, KEY_REFUSALS.forbidden);
      }
    });

    it("over the rate and over the quota: API Gateway's answers, and when to come back", async () => {
      const { key, call } = await keyed();
      await call(key);
      expectRefusal(await call(key), KEY_REFUSALS.tooMany);
      for (let second = 1; second < 10; second += 1) {
        vi.setSystemTime(HOUR_MS + second * 1_000);
        expect(await call(key)).toMatchObject({ status: 200 });
      }
      vi.setSystemTime(HOUR_MS + 10_000);
      expectRefusal(await call(key), KEY_REFUSALS.exceeded);
    });

    it("lets nobody in when keys cannot be looked up: API Gateway's answer, and nothing of why", async () => {
      const keys = {
        find: async () => {
          throw new Unavailable("dynamodb", new Error("planted: the table of 10.0.0.7"));
        },
      };
      const { told, onDecision } = decisions();
      const { key } = await keyed();
      const store = { keys, usage: memoryUsage() };
      const ask = await started(harness.keyed({ store, plans: DEMO, onDecision }));
      const answer = await ask({ headers: { "x-api-key": key } });
      expectRefusal(answer, KEY_REFUSALS.broken);
      expect(told).toMatchObject([{ gate: "usage-plan", outcome: "failed" }]);
    });
  });
});

describe("all frameworks", () => {
  it("answer alike, whatever stands in the field", async () => {
    const asking = await Promise.all(FRAMEWORKS.map(([, { email }]) => started(email(LISTS_ALONE))));
    const plain = fc.jsonValue().filter((value) => !/__proto__|constructor/.test(JSON.stringify(value)));
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, plain), async (email) => {
        const said = await Promise.all(asking.map((ask) => ask(signUp(email))));
        for (const { status, body } of said) {
          expect([200, 422]).toContain(status);
          expect(status).toBe(said[0]?.status);
          if (status === 422) expect(body).toBe(said[0]?.body);
          else expect(JSON.parse(body).body).toEqual(JSON.parse(JSON.stringify({ email })));
        }
      }),
      { numRuns: 150 },
    );
  });
});
