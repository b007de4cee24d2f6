import { describe, expect, it } from "vitest";
import {
  type SmsServiceOptions,
  smsService,
  type TextMessage,
  type TextSender,
} from "../../src/package/sms.ts";

/* What an app can say to `smsService`, and what it is told when that makes no sense. */

const sent: TextMessage[] = [];
const sender = (name: TextSender["name"]): TextSender => ({
  name,
  send: async (message) => {
    sent.push(message);
    return { sent: true, messageId: "1" };
  },
});

const service = (options: Partial<SmsServiceOptions> = {}) =>
  smsService({
    first: sender("ClickSend"),
    second: sender("SNS"),
    phoneHashKey: "0123456789abcdef",
    ...options,
  });

const LANDLINE = "+33143802769";
const VOIP = "+445612345678";

describe("which lines an app writes to", () => {
  it.each<[string, Partial<SmsServiceOptions>, Readonly<Record<string, boolean>>]>([
    ["by default", {}, { [LANDLINE]: false, [VOIP]: false }],
    ["left undefined", { allowLandlines: undefined } as object, { [LANDLINE]: false, [VOIP]: false }],
    ["with allowLandlines", { allowLandlines: true }, { [LANDLINE]: true, [VOIP]: false }],
    ["with allowVoipNumbers", { allowVoipNumbers: true }, { [LANDLINE]: false, [VOIP]: true }],
  ])("%s", async (_, options, expected) => {
    for (const [phone, success] of Object.entries(expected)) {
      const answer = await service(options).send({ phone, message: "Hello" });
      expect(answer, phone).toMatchObject(success ? { success } : { success, error: "INVALID_PHONE" });
    }
  });

  it("no satellite, unless its code is allowed", async () => {
    const text = { phone: "+8816123456789", message: "Hello" };
    expect(await service().send(text)).toMatchObject({ error: "BLOCKED_COUNTRY" });
    expect(await service({ countries: { allowed: ["881"] } }).send(text)).toMatchObject({ success: true });
  });
});

it.each([
  "allowVoipNumbers",
  "allowLandlines",
  "smartEncoding",
  "prefixLimitInShadow",
  "secondOnPolicyBlock",
])("%s that is neither true nor false is refused at once", (name) => {
  expect(() => service({ [name]: "false" })).toThrow(
    new TypeError(`smsService: ${name} must be true or false`),
  );
});

it.each(["", "2026", "10.11.2026", "2026-13-01", new Date(0)])(
  "a numberingPlansDate of %j is refused at once",
  (date) => {
    expect(() => service({ numberingPlansDate: date as string })).toThrow(
      new TypeError("smsService: numberingPlansDate must be a date such as 2026-11-10"),
    );
  },
);

it("an app can say how old its numbering plans are", async () => {
  const text = { phone: "+66212345678", message: "Hello" };
  expect(await service({ numberingPlansDate: "2999-01-31" }).send(text)).toMatchObject({
    error: "INVALID_PHONE",
  });
  expect(await service({ numberingPlansDate: "2020-01-31" }).send(text)).toMatchObject({ success: true });
});
