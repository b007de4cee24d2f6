import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { type ClickSendOptions, clickSend } from "../../src/senders/clicksend.ts";
import { snsTexts } from "../../src/senders/sns.ts";
import { type ClickSend, clickSendError, clickSendStatus, startClickSend } from "../sms/support/clicksend.ts";
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
    expect(await sender().send(TEXT)).toMatchObject({ sent: false, failure: "account", reason: "HTTP_401" });
    expect(service.asked() - before).toBe(1);
    const credentials = async (fresh: boolean) => ({ username: "user", apiKey: String(fresh) });
    expect(await sender({ credentials }).send(TEXT)).toMatchObject({
      failure: "account",
      reason: "HTTP_401",
    });
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

  it.each([
    // The account stands against every text.
    ["MISSING_CREDENTIALS", "account"],
    ["INVALID_CREDENTIALS", "account"],
    ["ACCOUNT_NOT_ACTIVATED", "account"],
    ["INSUFFICIENT_CREDIT", "account"],
    // A setting of the account, or a rule of this one country.
    ["INVALID_SENDER_ID", "ours"],
    ["REGISTRATION_NEEDED", "ours"],
    ["INTERNAL_ERROR", "ours"],
    ["SOMETHING_IS_WRONG", "ours"],
    ["INVALID_RECIPIENT", "message"],
    ["EMPTY_MESSAGE", "message"],
    ["MISSING_REQUIRED_FIELDS", "message"],
    ["TOO_MANY_RECIPIENTS", "message"],
    ["INVALID_SCHEDULE", "message"],
    // Not too many requests (that is HTTP 429): this text went to this number a moment ago.
    ["THROTTLED", "duplicate"],
    ["ALREADY_EXISTS", "duplicate"],
    ["COUNTRY_NOT_ENABLED", "policy"],
    ["A_STATUS_OF_TOMORROW", "unknown"],
  ])("a row that says %s is a failure: %s", async (status, failure) => {
    service.misbehave(clickSendStatus(status));
    expect(await sender().send(TEXT)).toMatchObject({ sent: false, failure });
  });

  it.each([
    [400, "message"],
    [401, "account"],
    [403, "account"],
    [404, "account"],
    [405, "account"],
    [429, "ours"],
    [500, "unknown"],
  ])("HTTP %i is a failure: %s", async (status, failure) => {
    service.misbehave(clickSendError(status));
    expect(await sender().send(TEXT)).toMatchObject({ sent: false, failure, reason: `HTTP_${status}` });
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
    // The number, or a Region whose SNS sends no texts: another provider may reach it.
    [400, "InvalidParameter", "ours", "Invalid parameter: PhoneNumber Reason: it is not valid to publish to"],
    [400, "InvalidParameter", "account", "The phone number is not verified in the SMS sandbox"],
    [403, "AuthorizationError", "account", "User is not authorized to perform: SNS:Publish"],
    [403, "AccessDeniedException", "account", "with an explicit deny"],
    [403, "InvalidClientTokenId", "account", "The security token included in the request is invalid"],
    [403, "SignatureDoesNotMatch", "account", "The request signature we calculated does not match"],
    [403, "SignatureDoesNotMatch", "ours", "Signature expired: 20261201T000000Z is now earlier"],
    [403, "ExpiredToken", "ours", "The security token included in the request is expired"],
    [403, "OptInRequired", "account", "You are not subscribed to this service"],
    [429, "Throttled", "ours", "Rate exceeded"],
    [400, "Throttling", "ours", "Rate exceeded"],
    [429, "Throttled", "account", "No quota left for account"],
    [400, "ValidationException", "account", "The monthly spend limit is reached"],
    [400, "OptedOut", "opted-out", "The number has opted out"],
    [403, "OptedOutException", "opted-out", "The number has opted out"],
    [500, "OptedOut", "unknown", "The number has opted out"],
    [404, "NotFound", "ours", "Endpoint does not exist"],
    [500, "InternalError", "unknown", "Try again"],
    [503, "ServiceUnavailable", "unknown", "Try again"],
  ])("a %i %s is a failure: %s, after one attempt (%s)", async (status, code, failure, message) => {
    service.misbehave(snsError(status, code, message));
    const before = service.asked();
    const result = await snsTexts(connectionTo(service.url)).send(TEXT);
    expect(result).toMatchObject({ sent: false, failure, reason: expect.stringContaining(code) });
    expect(service.asked() - before).toBe(1);
  });
});
