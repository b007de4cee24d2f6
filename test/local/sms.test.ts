import { InvokeCommand, type InvokeCommandInput, type LambdaClient } from "@aws-sdk/client-lambda";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sms } from "../../local/functions/sms.ts";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { ANYBODY, lambdaAt, manualTime } from "./support.ts";

const PHONE = "+66812345678";
const CODE = { phone: PHONE, message: "Your verification code is: 123456" };

/** What the function does after its work, at the next call: breaks, or nothing. */
let afterwards: (() => never) | undefined;
let nowMs: number;
let time: ReturnType<typeof manualTime>;
let system: LocalSystem;
let lambda: LambdaClient;

beforeEach(async () => {
  afterwards = undefined;
  nowMs = Date.UTC(2026, 10, 21, 23, 4, 5);
  time = manualTime();
  const breaking: typeof sms = {
    ...sms,
    build: (host) => {
      const handler = sms.build(host);
      return async (event, context) => {
        const answer = await handler(event, context);
        afterwards?.();
        return answer;
      };
    },
  };
  const functions = { sms: breaking };
  system = await startLocalSystem({
    ...{ port: 0, dynamodbPort: 0, functions },
    ...{ nowMs: () => nowMs, after: time.after },
  });
  lambda = lambdaAt(system.url);
});
afterEach(async () => {
  lambda.destroy();
  await system.close();
});

const pass = (seconds: number) => {
  nowMs += seconds * 1_000;
};

const invoke = (payload: object, over: Partial<InvokeCommandInput> = {}) =>
  lambda.send(
    new InvokeCommand({ FunctionName: "postern-sms-dev", Payload: JSON.stringify(payload), ...over }),
  );

async function send(payload: object = CODE, over: Partial<InvokeCommandInput> = {}) {
  const { Payload, FunctionError } = await invoke(payload, over);
  expect(FunctionError).toBeUndefined();
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

const arrived = () => system.outbox.list().map((sent) => (sent.channel === "sms" ? sent.body : sent.channel));

describe("RequestResponse", () => {
  it.each(["postern-sms-dev", "postern-sms-prod", "sms"])("sends a text through %s", async (FunctionName) => {
    expect(await send(CODE, { FunctionName, InvocationType: "RequestResponse" })).toEqual({
      success: true,
      message: "SMS sent successfully",
      rateLimited: false,
      provider: "ClickSend",
      messageId: expect.stringMatching(/./),
      segments: 1,
      encoding: "GSM-7",
    });
    expect(system.outbox.list()).toEqual([
      {
        channel: "sms",
        provider: "clicksend",
        to: PHONE,
        body: CODE.message,
        source: "postern",
        at: new Date(nowMs).toISOString(),
      },
    ]);
  });

  it("names the caller's source to ClickSend", async () => {
    await send({ ...CODE, source: "checkout" });
    expect(system.outbox.list()).toMatchObject([{ source: "checkout" }]);
  });

  it("tells the request id under which its decision is logged", async () => {
    const { $metadata } = await invoke(CODE);
    expect(system.decisions.list()).toMatchObject([{ requestId: $metadata.requestId, reason: "SENT" }]);
  });

  it("waits a minute after a text, five after three, as the guide prints it", async () => {
    await send();
    pass(15);
    expect(await send()).toEqual({
      success: false,
      error: "RATE_LIMITED",
      message: "Please wait 1 minute before requesting another code.",
      rateLimited: true,
      retryAfterSeconds: 45,
    });
    pass(45);
    await send();
    pass(60);
    await send();
    pass(13);
    expect(await send()).toEqual({
      success: false,
      error: "RATE_LIMITED",
      message: "Please wait 5 minutes before requesting another code.",
      rateLimited: true,
      retryAfterSeconds: 287,
    });
    expect(arrived()).toHaveLength(3);
  });

  it("skips the limit when it is asked to, and does not move it", async () => {
    for (const number of [1, 2, 3]) {
      const notice = { phone: PHONE, message: `Order ${number} has been shipped!`, skipRateLimit: true };
      expect(await send(notice)).toMatchObject({ success: true });
    }
    expect(await send()).toMatchObject({ success: true });
    expect(arrived()).toHaveLength(4);
  });

  it.each<[string, object]>([
    ["MISSING_PHONE", { message: "Hello" }],
    ["MISSING_MESSAGE", { phone: PHONE }],
    ["INVALID_PHONE", { phone: "+66081234567", message: "Hello" }],
    ["BLOCKED_COUNTRY", { phone: "+2348012345678", message: "Hello" }],
    ["MESSAGE_TOO_LONG", { phone: PHONE, message: "a".repeat(460) }],
    ["INVALID_REQUEST", { phone: 66812345678, message: "Hello" }],
  ])("refuses with %s, and sends nothing", async (error, payload) => {
    const message = expect.stringMatching(/./);
    expect(await send(payload)).toEqual({ success: false, error, message, rateLimited: false });
    expect(arrived()).toEqual([]);
  });
});

describe("Event", () => {
  const event = { InvocationType: "Event" } as const;

  it("is queued with 202, and the text arrives", async () => {
    const { StatusCode } = await invoke(
      { phone: PHONE, message: "Your order has been shipped!" },
      { ...event, FunctionName: "postern-sms-prod" },
    );
    expect(StatusCode).toBe(202);
    await expect.poll(arrived).toEqual(["Your order has been shipped!"]);
  });

  it.each([false, true])(
    "is sent once when the function breaks after sending and is called again (skipRateLimit: %s)",
    async (skipRateLimit) => {
      let broke = 0;
      afterwards = () => {
        broke += 1;
        throw new RangeError("the instance died");
      };
      await invoke({ ...CODE, skipRateLimit }, event);
      for (const [attempts, seconds] of [
        [1, 60],
        [2, 120],
      ] as const) {
        await expect.poll(() => [broke, time.pendingMs()]).toEqual([attempts, [seconds * 1_000]]);
        // Long enough for the cooldown to have passed: it is the claim that stops the second text.
        pass(seconds);
        time.pass(seconds * 1_000);
      }
      await expect.poll(() => broke).toBe(3);
      const decisions = system.decisions.list();
      expect(new Set(decisions.map(({ requestId }) => requestId)).size).toBe(1);
      expect(decisions.map(({ reason }) => reason)).toEqual(["SENT", "UNDER_WAY", "UNDER_WAY"]);
      expect(arrived()).toEqual([CODE.message]);
    },
  );

  it("two of them are two texts", async () => {
    await invoke({ ...CODE, skipRateLimit: true }, event);
    await invoke({ ...CODE, skipRateLimit: true }, event);
    await expect.poll(arrived).toEqual([CODE.message, CODE.message]);
  });
});

it("DryRun answers 204 and sends nothing", async () => {
  expect(await invoke(CODE, { InvocationType: "DryRun" })).toMatchObject({ StatusCode: 204 });
  expect(system.decisions.list()).toEqual([]);
});

it("no public route leads to the function", async () => {
  for (const path of ["/sms", "/send", "/postern-sms-dev"]) {
    const answer = await fetch(system.url + path, { method: "POST", body: JSON.stringify(CODE) });
    expect(answer.status).toBe(403);
  }
  expect(system.decisions.list()).toEqual([]);
});

describe("a rotation of the ClickSend key", () => {
  const rotate = async () => {
    const client = new SecretsManagerClient({ ...ANYBODY, endpoint: system.secretsUrl });
    const SecretString = JSON.stringify({ username: "new-user", api_key: "new-key" });
    await client.send(new PutSecretValueCommand({ SecretId: "postern/clicksend-dev", SecretString }));
    client.destroy();
  };
  const providers = () => system.outbox.list().map((sent) => sent.channel === "sms" && sent.provider);

  it("is picked up after a 401, by the same text", async () => {
    await send();
    await rotate();
    pass(60);
    expect(await send()).toMatchObject({ success: true, provider: "ClickSend" });
    expect(providers()).toEqual(["clicksend", "clicksend"]);
  });

  it("within a minute of the last look at the secret, texts go through SNS", async () => {
    await send();
    await rotate();
    pass(59);
    const other = { ...CODE, phone: "+66812345679" };
    expect(await send(other)).toMatchObject({ success: true, provider: "SNS" });
    pass(1);
    expect(await send()).toMatchObject({ success: true, provider: "ClickSend" });
    expect(providers()).toEqual(["clicksend", "sns", "clicksend"]);
  });
});
