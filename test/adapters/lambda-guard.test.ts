import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { type Check, passed, refuse } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import { keyManagement, memoryKeys, memoryUsage } from "../../src/package/access.ts";
import {
  contactForm,
  guard,
  type LambdaHttpEvent,
  usagePlan,
  validateEmail,
  type WithEmailValidation,
} from "../../src/package/lambda.ts";
import { DEMO, newKey } from "../access/support/partners.ts";
import { eventAlb, eventAlbLists, eventV1, eventV2 } from "../support/events.ts";
import { type Ask, ask, FORM_TYPE, JSON_TYPE } from "../support/exchange.ts";
import { OWNER } from "../support/planted.ts";

const EVENTS = { "REST v1": eventV1, "HTTP v2": eventV2, ALB: eventAlb } as const;
const LISTS_ALONE = { dns: false, api: false, cache: false } as const;
const signUp = (email: string) => ask({ body: JSON.stringify({ email }) });
const ADA = signUp("ada@site.example");
const THROW_AWAY = signUp("ada@mailinator.com");
const reached = async (..._: readonly unknown[]) => ({ statusCode: 201, body: "" });

describe.each(Object.entries(EVENTS))("with an event of %s", (_, eventOf) => {
  it("a refusal is an answer of its own form, and the handler never runs", async () => {
    const handler = validateEmail(LISTS_ALONE)(async () => {
      throw new Error("reached");
    });
    expect(await handler(eventOf(THROW_AWAY))).toMatchObject({
      statusCode: 422,
      headers: { "content-type": "application/json" },
      body: '{"error":"Disposable emails not accepted"}',
      isBase64Encoded: false,
    });
  });

  it("the handler gets the whole event, the verdict, and whatever else Lambda gives; its result is left alone", async () => {
    const event = eventOf(ADA);
    const context = { awsRequestId: "1", getRemainingTimeInMillis: () => 30_000 };
    const result = { statusCode: 201, headers: { "X-Own": "1" }, body: "" };
    const given: unknown[] = [];
    const handler = validateEmail(LISTS_ALONE)(async (...all: readonly [WithEmailValidation, object]) => {
      given.push(...all);
      return result;
    });
    expect(await handler(event, context)).toBe(result);
    expect(given[0]).toEqual({ ...event, emailValidation: expect.objectContaining({ status: "unknown" }) });
    expect(given[1]).toBe(context);
    expect(event).not.toHaveProperty("emailValidation");
  });

  it("a body in base64 is read", async () => {
    const handler = validateEmail(LISTS_ALONE)(reached);
    const body = Buffer.from("email=ada%40site.example");
    expect(await handler(eventOf(ask({ headers: FORM_TYPE, body })))).toEqual({ statusCode: 201, body: "" });
  });

  it("the whole contact form answers", async () => {
    const form = contactForm({
      from: OWNER,
      allowedOrigins: ["https://site.example"],
      mailer: { send: async () => ({ sent: true, value: { messageId: "1" } }) },
    });
    expect(await form(eventOf(ask()))).toMatchObject({ statusCode: 200 });
    expect(await form(eventOf(ask({ method: "GET", path: "/contact/thanks" })))).toMatchObject({
      statusCode: 200,
      headers: { "content-type": "text/html; charset=utf-8" },
    });
  });
});

describe("a form that could be read as JSON", () => {
  const body = '{"email":"ada@mailinator.com","x":"&email=ada@site.example&"}';
  it.each([FORM_TYPE, JSON_TYPE])("is refused as %j", async (headers) => {
    const handler = validateEmail(LISTS_ALONE)(reached);
    expect(await handler(eventV2(ask({ headers, body })))).toMatchObject({ statusCode: 422 });
  });
});

describe("headers on a handler's result", () => {
  /** What a handler behind an API key answers, and what comes of that. */
  async function answered(result: unknown, eventOf: (asked: Ask) => LambdaHttpEvent) {
    const store = { keys: memoryKeys(), usage: memoryUsage() };
    const { key } = await newKey(keyManagement({ ...store, plans: DEMO }));
    const handler = usagePlan({ store, plans: DEMO })(async () => result);
    return handler(eventOf(ask({ headers: { "x-api-key": key } })));
  }
  const added = { ratelimit: expect.stringMatching(/^"demo";r=9;t=\d+$/) };

  it.each([
    ["no headers", { statusCode: 200, body: "x" }, {}],
    ["headers of its own", { statusCode: 200, headers: { "X-Own": "1" }, body: "x" }, { "X-Own": "1" }],
  ])("stand beside %s", async (_, result, own) => {
    for (const eventOf of Object.values(EVENTS)) {
      expect(await answered(result, eventOf)).toMatchObject({ ...result, headers: { ...own, ...added } });
    }
  });

  it("leave cookies, lists and encoding of the result as they are", async () => {
    const result = {
      statusCode: 200,
      multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
      cookies: ["c=3"],
      body: "eA==",
      isBase64Encoded: true,
    };
    expect(await answered(result, eventV1)).toEqual({ ...result, headers: expect.objectContaining(added) });
  });

  it("never stand twice: what the handler has set stays, however it is written", async () => {
    for (const own of [{ headers: { RateLimit: "own" } }, { multiValueHeaders: { RATELIMIT: ["own"] } }]) {
      const result = await answered({ statusCode: 200, ...own, body: "" }, eventV1);
      expect(result).toMatchObject(own);
      expect(JSON.stringify(result).match(/"ratelimit"/gi)).toHaveLength(1);
    }
  });

  it("are lists for an ALB that sends lists, which would not see others", async () => {
    const own = { "X-Own": ["1", "2"] };
    expect(await answered({ statusCode: 200, multiValueHeaders: own, body: "" }, eventAlbLists)).toEqual({
      statusCode: 200,
      multiValueHeaders: expect.objectContaining({ ...own, ratelimit: [added.ratelimit] }),
      body: "",
    });
  });

  it.each([
    ["a text", "Hello", "Hello"],
    ["an object", { hello: ["world"] }, '{"hello":["world"]}'],
    ["a list", [1, 2], "[1,2]"],
    ["nothing", undefined, "null"],
  ])("stand on %s, which HTTP v2 takes for the body of a 200", async (_, result, body) => {
    expect(await answered(result, eventV2)).toEqual({
      statusCode: 200,
      headers: expect.objectContaining({ "content-type": "application/json", ...added }),
      body,
    });
  });

  it("leave to a REST API what is no answer there", async () => {
    expect(await answered("Hello", eventV1)).toBe("Hello");
  });

  it("are none without a reason: then a text stays a text", async () => {
    expect(await validateEmail(LISTS_ALONE)(async () => "Hello")(eventV2(ADA))).toBe("Hello");
  });
});

describe("a guard", () => {
  interface Caller {
    readonly stage: string;
    readonly agent: string | undefined;
  }
  const knowsItsCaller: Check<Caller, { readonly isBrowser: boolean }, "NO_AGENT"> = {
    name: "agent",
    run: ({ agent }) => ({ ok: true, adds: { isBrowser: agent?.startsWith("Mozilla") === true } }),
  };
  const inTime: Check<object, void, "TOO_LATE"> = {
    name: "time",
    run: (_, { signal }) => (signal.aborted ? refuse("TOO_LATE") : passed),
  };

  it("makes its input of the event as it came and of the request that it is, and hands on under a name", async () => {
    const handler = guard(gate<Caller>("agents").check(knowsItsCaller), {
      input: async (event: APIGatewayProxyEventV2, { headers }) => ({
        stage: event.requestContext.stage,
        agent: headers["user-agent"],
      }),
      property: "caller",
    })(async ({ caller }) => ({ statusCode: 200, body: JSON.stringify(caller) }));
    const event = eventV2(ask({ headers: { "user-agent": "Mozilla/5.0" } }));
    expect(await handler(event as unknown as APIGatewayProxyEventV2)).toEqual({
      statusCode: 200,
      body: '{"stage":"$default","agent":"Mozilla/5.0","isBrowser":true}',
    });
  });

  it.each(Object.entries({ ...EVENTS, "ALB in lists": eventAlbLists }))(
    "sees the query of an event of %s, decoded",
    async (_, eventOf) => {
      const queries: unknown[] = [];
      const seeing = guard(gate<object>("query"), {
        input: (_event: LambdaHttpEvent, { query }) => {
          queries.push(query);
          return {};
        },
      })(reached);
      await seeing(eventOf(ask({ path: "/report?q=a%20b&plus=a+b&%C3%BC=1%3D2" })));
      expect(queries).toEqual([{ q: "a b", plus: "a b", ü: "1=2" }]);
    },
  );

  it("sees that its time has run out with the function's, and has all the time without a context", async () => {
    const waiting: Check<object, void, never> = {
      name: "waiting",
      run: async (_, { signal }) => {
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return passed;
      },
    };
    const late = guard(gate<object>("late").check(waiting).check(inTime), { input: () => ({}) })(reached);
    const context = { leftMs: 1, getRemainingTimeInMillis: leftOf };
    expect(await late(eventV2(ask()), context)).toMatchObject({ statusCode: 403 });
    const early = guard(gate<object>("early").check(inTime), { input: () => ({}) })(reached);
    expect(await early(eventV2(ask()))).toMatchObject({ statusCode: 201 });
  });

  it("rejects what is no HTTP event, and what its input or the handler throws", async () => {
    const broken = new Error("planted");
    const throwing = () => {
      throw broken;
    };
    const time = gate<object>("time");
    await expect(guard(time, { input: () => ({}) })(reached)({ headers: {} })).rejects.toThrow(TypeError);
    await expect(guard(time, { input: throwing })(reached)(eventV2(ask()))).rejects.toBe(broken);
    await expect(guard(time, { input: () => ({}) })(throwing)(eventV2(ask()))).rejects.toBe(broken);
  });
});

/** As Lambda's own context, which is a method of its object. */
function leftOf(this: { readonly leftMs: number }) {
  return this.leftMs;
}
