import { expect, it } from "vitest";
import { contactForm } from "../../src/package/contact-form.ts";
import { dynamoDb } from "../../src/package/dynamodb.ts";
import { createEmailValidator } from "../../src/package/email.ts";
import { cooldown, hourlyCounter, hourlyLimitOrHere, slotMemory } from "../../src/package/index.ts";
import { sesMailer } from "../../src/package/ses.ts";
import { clickSend, smsService, snsTexts } from "../../src/package/sms.ts";
import { memoryClaims } from "../../src/stores/memory-claims.ts";
import { memoryCooldowns } from "../../src/stores/memory-cooldowns.ts";
import { memoryCounters } from "../../src/stores/memory-counters.ts";

/*
 * What a function refuses as a setting, the package refuses as an option: at once, by name and with the remedy. What stands
 * before a framework's routes: test/adapters/odd-options.test.ts. Plans: test/access/plans.test.ts.
 */

type Odd = Readonly<Record<string, unknown>>;
const makes =
  (make: (options: never) => unknown, fine: Odd) =>
  (odd: Odd): unknown =>
    make({ ...fine, ...odd } as never);

const sender = { name: "SNS", send: async () => ({ sent: true, messageId: "1" }) };
const POLICY = { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 };
const keyOf = () => "key";

const form = makes(contactForm, {
  from: "site@example.com",
  mailer: sender,
  allowedOrigins: ["https://www.example.com"],
});
const texts = makes(smsService, { first: sender, second: sender, phoneHashKey: "sixteen characters" });
const cs = makes(clickSend, { username: "user", apiKey: "key" });
const sns = makes(snsTexts, { region: "eu-north-1" });
const ses = makes(sesMailer, { region: "eu-north-1" });
const stores = makes(dynamoDb, { region: "eu-north-1", tableName: "postern" });
const wait = makes(cooldown, { name: "wait", store: memoryCooldowns(), policy: POLICY });
const counter = makes(hourlyCounter, { name: "a", store: memoryCounters(), limitPerHour: 5, keyOf });
const limit = makes(hourlyLimitOrHere, { name: "a", slots: memoryClaims(), limitPerHour: 5, keyOf });
const addresses = makes(createEmailValidator, { dns: false, api: false, cache: false });

it.each<readonly [make: (odd: Odd) => unknown, odd: Odd, message: RegExp]>([
  [form, { from: "planted" }, /^contactForm: from is not .*It must be one plain e-mail address/],
  [form, { from: undefined }, /^contactForm: from is not text/],
  [form, { to: "a@b.example, c@d.example" }, /^contactForm: to is not/],
  [form, { allowedOrigins: [] }, /^contactForm: allowedOrigins names no origin/],
  [form, { limitPerHour: 0 }, /^contactForm: limitPerHour must be a whole number above 0/],
  [form, { siteName: "planted\r\nBcc: x" }, /^contactForm: siteName .*at most 80 characters in one line/],
  [form, { siteName: "a".repeat(81) }, /^contactForm: siteName/],
  [form, { successUrl: "//evil.example" }, /^contactForm: successUrl .*begins with \//],
  [form, { successUrl: "https://www.example.com/größe" }, /^contactForm: successUrl/],
  [form, { successUrl: "javascript:alert(1)" }, /^contactForm: successUrl/],
  [form, { edge: { secrets: [], required: true } }, /^contactForm: edge\.secrets .*16 characters/],
  [form, { edge: { secrets: ["planted"], required: false } }, /^contactForm: edge\.secrets .*16 characters/],
  [form, { edge: { secrets: "planted-planted-planted", required: true } }, /^contactForm: edge\.secrets/],
  [form, { edge: { secrets: ["a".repeat(16)], required: "false" } }, /^contactForm: edge\.required must be/],
  [form, { honeypotField: "message" }, /^contactForm: honeypotField is not a name/],
  [form, { honeypotField: "" }, /^contactForm: honeypotField is not a name/],
  [form, { held: {} }, /^contactForm: held\.store must have a method keep/],
  [form, { held: { store: { keep() {} }, days: 0 } }, /^contactForm: held\.days must be/],
  [texts, { first: undefined }, /^smsService: first must be a provider .*clickSend/],
  [texts, { second: {} }, /^smsService: second must be a provider/],
  [texts, { phoneHashKey: undefined }, /^smsService: phoneHashKey must have 16 characters/],
  [
    texts,
    { countries: { blocked: ["planted"] } },
    /^smsService: countries\.blocked has an entry \(number 1\)/,
  ],
  [
    texts,
    { countries: { blocked: ["25"] } },
    /^smsService: countries\.blocked .*at least a whole calling code/,
  ],
  [texts, { countries: { allowed: "66" } }, /^smsService: countries\.allowed must be a list/],
  [texts, { maxSegments: 11 }, /^smsService: maxSegments must be a whole number above 0, at most 10/],
  [texts, { prefixLimitPerHour: 0.5 }, /^smsService: prefixLimitPerHour must/],
  [texts, { prefixLimitInShadow: "false" }, /^smsService: prefixLimitInShadow must be true or false/],
  [texts, { secondOnPolicyBlock: "no" }, /^smsService: secondOnPolicyBlock must be true or false/],
  [texts, { onStoreFailure: "open" }, /^smsService: onStoreFailure must be limit or deny/],
  [texts, { cooldown: { ...POLICY, threshold: 21 } }, /^smsService: cooldown\.threshold must be at most 20/],
  [
    texts,
    { cooldown: { ...POLICY, windowMs: 120_000 } },
    /^smsService: cooldown\.windowMs must be more than 120000/,
  ],
  [texts, { cooldown: { ...POLICY, escalatedMs: 1 } }, /^smsService: cooldown\.escalatedMs must not be less/],
  [cs, { username: "" }, /^clickSend: username must be the username/],
  [cs, { apiKey: undefined }, /^clickSend: apiKey must be the apiKey/],
  [cs, { from: "a name that is too long" }, /^clickSend: from is not a sender id/],
  [cs, { url: "planted" }, /^clickSend: url is not an http/],
  [sns, { region: "planted" }, /^snsTexts: region is not an AWS region/],
  [sns, { endpoint: "planted" }, /^snsTexts: endpoint is not an http/],
  [sns, { senderId: "12345" }, /^snsTexts: senderId is not a sender id/],
  [sns, { maxPriceUsd: 0 }, /^snsTexts: maxPriceUsd must be an amount above 0/],
  [ses, { region: undefined }, /^sesMailer: region is not text/],
  [ses, { configurationSet: "a b" }, /^sesMailer: configurationSet is not the name/],
  [stores, { tableName: "a b" }, /^dynamoDb: tableName is not the name of a DynamoDB table/],
  [stores, { region: "planted" }, /^dynamoDb: region is not an AWS region/],
  [wait, { policy: undefined }, /^cooldown: policy\.baseMs must be a whole number/],
  [wait, { policy: { ...POLICY, threshold: 0 } }, /^cooldown: policy\.threshold must/],
  [counter, { limitPerHour: Number.NaN }, /^hourlyCounter: limitPerHour must be a whole number above 0/],
  [limit, { limitPerHour: -1 }, /^hourlyLimitOrHere: limitPerHour must/],
  [limit, { limitPerHour: "5" }, /^hourlyLimitOrHere: limitPerHour must/],
  [() => slotMemory(0), {}, /^slotMemory: limitPerHour must/],
  [addresses, { lists: { blocked: ["trash.example"] } }, /^lists\.blocked must be a Set/],
])("%o with %j", (make, odd, message) => {
  expect(() => make(odd)).toThrow(TypeError);
  expect(() => make(odd)).toThrow(message);
  expect(() => make(odd), "never the value").not.toThrow(/planted/);
});

it.each([form, texts, cs, sns, ses, stores, wait, counter, limit, addresses])(
  "%o with what its setting takes",
  (make) => expect(() => make({})).not.toThrow(),
);

it("a calling code with a plus sign is read as the setting reads it", async () => {
  const service = texts({ countries: { blocked: ["+66", " "] } }) as ReturnType<typeof smsService>;
  const answer = await service.send({ phone: "+66812345678", message: "Your code" });
  expect(answer).toMatchObject({ error: "BLOCKED_COUNTRY" });
});
