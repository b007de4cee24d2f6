import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { instance, newKey, type Partners, startPartners } from "../access/support/partners.ts";
import { testClock } from "../support/clock.ts";
import { eventV2, replyOf } from "../support/events.ts";
import { JSON_TYPE } from "../support/exchange.ts";
import { CONTEXT } from "../support/host.ts";

let partners: Partners;
beforeAll(async () => {
  partners = await startPartners();
});
beforeEach(() => partners.forget());
afterAll(() => partners.close());

const DAY_SECONDS = 86_400;
/** A morning, so that a day's calls stay within the day. */
const MORNING_MS = Date.UTC(2024, 0, 30, 9, 0, 0);

const FORBIDDEN = {
  status: 403,
  body: '{"message":"Forbidden"}',
  headers: { "x-amzn-errortype": "ForbiddenException" },
};
const TOO_FAST = {
  status: 429,
  body: '{"message":"Too Many Requests"}',
  headers: { "x-amzn-errortype": "TooManyRequestsException", "retry-after": "1" },
};
const USED_UP = {
  status: 429,
  body: '{"message":"Limit Exceeded"}',
  headers: { "x-amzn-errortype": "LimitExceededException" },
};

describe("the walk of the source text", () => {
  const clock = testClock(MORNING_MS);
  const function_ = () => instance(partners.env, clock);
  let warm: ReturnType<typeof function_>;
  let key: string;
  beforeAll(async () => {
    warm = function_();
    ({ key } = await newKey(partners.keys(clock)));
  });

  it("refuses a call without a key", async () => {
    expect(await warm.call()).toMatchObject(FORBIDDEN);
  });

  it("answers the first call with the timestamp added, and tells what is left of the day", async () => {
    const { status, body, headers } = await warm.call(key);
    expect({ status, body }).toEqual({
      status: 200,
      body: `{"name":"John Doe","email":"johndoe@planted.example","timestamp":${MORNING_MS / 1_000}}`,
    });
    expect(headers.ratelimit).toBe('"demo";r=9;t=54000');
  });

  it("refuses a second call within the second", async () => {
    clock.advanceSeconds(0.999);
    expect(await warm.call(key)).toMatchObject(TOO_FAST);
    expect((await warm.call(key)).headers.ratelimit).toBe('"demo-rate";r=0;t=1');
  });

  it("answers the tenth call of the day, and refuses the eleventh until midnight", async () => {
    for (let call = 2; call <= 10; call += 1) {
      clock.advanceSeconds(1);
      expect((await warm.call(key)).status, `call ${call}`).toBe(200);
    }
    clock.advanceSeconds(1);
    const refused = await warm.call(key);
    expect(refused).toMatchObject(USED_UP);
    const seconds = (Date.UTC(2024, 0, 31) - clock.nowMs()) / 1_000;
    expect(refused.headers["retry-after"]).toBe(String(Math.ceil(seconds)));
    expect(refused.headers.ratelimit).toBe(`"demo";r=0;t=${Math.ceil(seconds)}`);
  });

  it("a cold instance refuses just the same", async () => {
    expect(await function_().call(key)).toMatchObject(USED_UP);
  });

  it("a millisecond before midnight it refuses still, at midnight it begins anew", async () => {
    clock.set(Date.UTC(2024, 0, 31) - 1);
    expect(await warm.call(key)).toMatchObject({ ...USED_UP, headers: { "retry-after": "1" } });
    clock.set(Date.UTC(2024, 0, 31));
    const { status, headers } = await warm.call(key);
    expect(status).toBe(200);
    expect(headers.ratelimit).toBe(`"demo";r=9;t=${DAY_SECONDS}`);
  });
});

describe("the key is judged before the body", () => {
  it("so that a stranger learns nothing of the endpoint, and a partner's bad body has used its place", async () => {
    const clock = testClock(MORNING_MS);
    const warm = instance(partners.env, clock);
    expect(await warm.send({ body: "no JSON" })).toMatchObject(FORBIDDEN);

    const { key } = await newKey(partners.keys(clock));
    expect((await warm.send({ body: "no JSON", headers: { "x-api-key": key } })).status).toBe(400);
    expect(await warm.call(key)).toMatchObject(TOO_FAST);
    clock.advanceSeconds(1);
    expect((await warm.call(key)).headers.ratelimit).toContain("r=8;");
  });

  it("and the log names the client, never the key", async () => {
    const clock = testClock(MORNING_MS);
    const warm = instance({ ...partners.env, LOG_LEVEL: "debug" }, clock);
    const { key, id } = await newKey(partners.keys(clock));
    await warm.call(key);
    await warm.call(key);
    await warm.call(`${key}0`);
    const [answered, tooFast, unknown, ...more] = warm.decisions();
    expect([answered?.reason, tooFast?.reason, unknown?.reason]).toEqual([
      "ANSWERED",
      "TOO_MANY_REQUESTS",
      "FORBIDDEN",
    ]);
    expect(more).toEqual([]);
    for (const decision of [answered, tooFast])
      expect(JSON.stringify(decision)).toContain(`"client":"${id}"`);
    expect(warm.raw.join()).not.toContain("pst_");
  });
});

describe("writes per decision, counted on the wire", () => {
  const WRITE = "dynamodb:UpdateItem";
  const READ = "dynamodb:GetItem";

  it("one on a warm instance, whether the bucket is at rest or in use", async () => {
    const clock = testClock(MORNING_MS);
    const plans = '{"demo":{"rate":1,"burst":3,"quota":{"limit":100,"period":"day"}}}';
    const warm = instance({ ...partners.env, USAGE_PLANS: plans }, clock);
    const { key } = await newKey(partners.keys(clock));
    expect((await warm.call(key)).status).toBe(200);
    expect(partners.actions()).toEqual([READ, WRITE]);
    for (const seconds of [0, 0, 1, 2, 3_600, 0.5, 0.5]) {
      clock.advanceSeconds(seconds);
      partners.forget();
      expect((await warm.call(key)).status).toBe(200);
      expect(partners.actions().filter((action) => action === WRITE)).toHaveLength(1);
    }
  });

  it("two at most, where another instance has used the key meanwhile", async () => {
    const clock = testClock(MORNING_MS);
    const plans = '{"demo":{"rate":1,"burst":3}}';
    const env = { ...partners.env, USAGE_PLANS: plans };
    const [one, other] = [instance(env, clock), instance(env, clock)];
    const { key } = await newKey(partners.keys(clock));
    await one.call(key);
    clock.advanceSeconds(60);
    await other.call(key);
    partners.forget();
    expect((await one.call(key)).status).toBe(200);
    expect(partners.actions().filter((action) => action === WRITE)).toHaveLength(2);
  });

  it.each([
    ["too fast", 1, 0],
    ["used up", 10, 60],
  ])("none when it refuses again: %s", async (_, calls, apartSeconds) => {
    const clock = testClock(MORNING_MS);
    const warm = instance(partners.env, clock);
    const { key } = await newKey(partners.keys(clock));
    for (let call = 0; call < calls; call += 1) {
      expect((await warm.call(key)).status).toBe(200);
      clock.advanceSeconds(apartSeconds);
    }
    partners.forget();
    for (let again = 0; again < 20; again += 1) expect((await warm.call(key)).status).toBe(429);
    // The key itself is read again once a minute.
    expect(partners.actions().filter((action) => action !== READ)).toEqual([]);
    expect(partners.actions().length).toBeLessThanOrEqual(1);
  });

  it("none, and no read, for what cannot be a key; one read a minute for one that is unknown", async () => {
    const clock = testClock(MORNING_MS);
    const warm = instance(partners.env, clock);
    await warm.call();
    await warm.call("pst_0123456789");
    expect(partners.actions()).toEqual([]);

    const { key } = await newKey(partners.keys(clock));
    const other = await startPartners();
    try {
      const strange = instance(other.env, clock);
      for (let again = 0; again < 5; again += 1) expect(await strange.call(key)).toMatchObject(FORBIDDEN);
      expect(other.actions()).toEqual([READ]);
      clock.advanceSeconds(60);
      await strange.call(key);
      expect(other.actions()).toEqual([READ, READ]);
    } finally {
      await other.close();
    }
  });
});

describe("behind a usage plan of API Gateway", () => {
  const gateway = instance({ AWS_REGION: "eu-north-1" }, testClock(1_706_616_281_999));

  it("answers the test event of the source text as it is printed there, asking nobody", async () => {
    const event = {
      resource: "/formsubmit",
      path: "/formsubmit",
      httpMethod: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      requestContext: {
        requestTime: "30/Jan/2024:12:31:45 +0000",
        path: "/prod/formsubmit",
        protocol: "HTTP/1.1",
        stage: "prod",
        domainName: "api.example.com",
        requestId: "123456789",
        requestTimeEpoch: 1580389905401,
        accountId: "123456789012",
        apiId: "abcdefghij",
      },
      body: '{"name": "John Doe", "email": "johndoe@example.com"}',
      isBase64Encoded: false,
    };
    const result = await gateway.handler(event, CONTEXT);
    expect(result).toMatchObject({ statusCode: 200 });
    expect(JSON.parse(replyOf(result).body)).toEqual({
      name: "John Doe",
      email: "johndoe@example.com",
      timestamp: 1706616281,
    });
  });

  it("takes payload 2.0, too", async () => {
    const ask = { method: "POST", path: "/formsubmit", headers: JSON_TYPE, from: "203.0.113.10", body: "{}" };
    expect(replyOf(await gateway.handler(eventV2(ask), CONTEXT)).body).toBe('{"timestamp":1706616281}');
  });
});

it("says what is wrong with its settings, and answers 500", async () => {
  const broken = instance({ AWS_REGION: "eu-north-1", USAGE_PLAN: "function" });
  expect((await broken.call()).status).toBe(500);
  expect(broken.raw.join("\n")).toContain("ACCESS_TABLE");
});
