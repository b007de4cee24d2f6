import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { type ClickSendOptions, clickSend } from "../../src/senders/clicksend.ts";
import { snsTexts } from "../../src/senders/sns.ts";
import { type ClickSend, clickSendError, startClickSend } from "../sms/support/clicksend.ts";
import { type Sns, snsError, startSns } from "../sms/support/sns.ts";
import { connectionTo } from "../stores/support/engines.ts";

/* The two providers by themselves. What their failures lead to is in test/sms/failover.test.ts. */

const TEXT = { to: "+66812345678", body: "Planted", source: "postern", reference: "request-1" };
const KNOWN = { username: "user", apiKey: "key" };

describe("clickSend", () => {
  let service: ClickSend;
  beforeAll(async () => {
    service = await startClickSend();
  });
  afterAll(() => service.close());
  afterEach(() => service.behave());

  const sender = (more: Partial<ClickSendOptions> = {}) =>
    clickSend({ credentials: async () => KNOWN, url: service.url, ...more });

  it("asks for fresh credentials once, after a 401, and tries those", async () => {
    const asked: boolean[] = [];
    service.accept("user", "rotated");
    const credentials = async (fresh: boolean) => {
      asked.push(fresh);
      return fresh ? { username: "user", apiKey: "rotated" } : KNOWN;
    };
    expect(await sender({ credentials }).send(TEXT)).toEqual({ sent: true, messageId: "CS-request-1" });
    expect(asked).toEqual([false, true]);
  });

  it("does not try the same credentials twice, nor fresh ones a third time", async () => {
    service.accept("nobody", "nothing");
    const before = service.asked();
    expect(await sender().send(TEXT)).toMatchObject({ sent: false, failure: "ours", reason: "HTTP_401" });
    expect(service.asked() - before).toBe(1);
    const credentials = async (fresh: boolean) => ({ username: "user", apiKey: String(fresh) });
    expect(await sender({ credentials }).send(TEXT)).toMatchObject({ failure: "ours", reason: "HTTP_401" });
    expect(service.asked() - before).toBe(3);
  });

  it("does not ask for fresh credentials after any other refusal", async () => {
    const asked: boolean[] = [];
    service.misbehave(clickSendError(403));
    const credentials = async (fresh: boolean) => {
      asked.push(fresh);
      return KNOWN;
    };
    await sender({ credentials }).send(TEXT);
    expect(asked).toEqual([false]);
  });

  it("credentials that cannot be read are a failure of ours; a bug in reading them is a bug", async () => {
    const unavailable = async () => {
      throw new Unavailable("secrets", new Error("down"));
    };
    const bug = async () => {
      throw new TypeError("a bug");
    };
    expect(await sender({ credentials: unavailable }).send(TEXT)).toMatchObject({
      sent: false,
      failure: "ours",
      reason: "NO_CREDENTIALS",
    });
    await expect(sender({ credentials: bug }).send(TEXT)).rejects.toBeInstanceOf(TypeError);
  });
});

describe("snsTexts", () => {
  let service: Sns;
  beforeAll(async () => {
    service = await startSns();
  });
  afterAll(() => service.close());
  afterEach(() => service.behave());

  it("gives back the id of what was published", async () => {
    const sender = snsTexts(connectionTo(service.url));
    expect(await sender.send(TEXT)).toEqual({ sent: true, messageId: "SNS-1" });
  });

  it.each([
    [400, "InvalidParameter", "ours"],
    [403, "AuthorizationError", "ours"],
    [429, "Throttled", "ours"],
    [400, "OptedOut", "opted-out"],
    [403, "OptedOutException", "opted-out"],
    [500, "OptedOut", "unknown"],
    [404, "NotFound", "ours"],
    [500, "InternalError", "unknown"],
    [503, "ServiceUnavailable", "unknown"],
  ])("a %i %s is a failure: %s, after one attempt", async (status, code, failure) => {
    service.misbehave(snsError(status, code));
    const before = service.asked();
    const result = await snsTexts(connectionTo(service.url)).send(TEXT);
    expect(result).toMatchObject({ sent: false, failure, reason: expect.stringContaining(code) });
    expect(service.asked() - before).toBe(1);
  });
});
