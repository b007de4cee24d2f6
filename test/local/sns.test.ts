import { PublishCommand, type PublishCommandInput, SNSClient } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ANYBODY, rawRequest, signedFor, startParts } from "./support.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 23, 4, 5);
const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });
const TEXT = {
  PhoneNumber: "+66812345678",
  Message: "Hello & <good> day, žluť",
  MessageAttributes: {
    "AWS.SNS.SMS.SMSType": text("Transactional"),
    "AWS.SNS.SMS.SenderID": text("Shop"),
    "AWS.SNS.SMS.MaxPrice": text("0.50", "Number"),
  },
} satisfies PublishCommandInput;

let parts: Awaited<ReturnType<typeof startParts>>;
let client: SNSClient;

beforeAll(async () => {
  parts = await startParts({}, () => NOW_MS);
  client = new SNSClient({ ...ANYBODY, endpoint: parts.endpoint("AWS_ENDPOINT_URL_SNS") });
});
afterAll(async () => {
  client.destroy();
  await parts.close();
});
beforeEach(() => parts.outbox.clear());

const publish = (input: PublishCommandInput) => client.send(new PublishCommand(input));

/** How a call failed: the name, the status and the message of its error. */
async function failureOf(call: Promise<unknown>) {
  try {
    await call;
    return "it did not fail";
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata: { httpStatusCode: number } };
    return { name, status: $metadata.httpStatusCode, message };
  }
}

it("takes a text from the SDK, and puts it into the outbox", async () => {
  expect((await publish(TEXT)).MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(parts.outbox.list()).toEqual([
    {
      channel: "sms",
      provider: "sns",
      to: "+66812345678",
      body: "Hello & <good> day, žluť",
      source: "",
      at: new Date(NOW_MS).toISOString(),
    },
  ]);
});

it.each<[string, Partial<PublishCommandInput>]>([
  ["no attributes", { MessageAttributes: undefined }],
  ["an attribute of the caller's own", { MessageAttributes: { campaign: text("spring") } }],
  ["1600 characters", { Message: "a".repeat(1_600) }],
])("takes %s", async (_what, change) => {
  await publish({ ...TEXT, ...change });
  expect(parts.outbox.list()).toHaveLength(1);
});

const attribute = (name: string, value: ReturnType<typeof text>) => ({
  MessageAttributes: { [name]: value },
});

describe("refuses", () => {
  it.each<[string, Partial<PublishCommandInput>, string]>([
    ["a number without plus", { PhoneNumber: "66812345678" }, "InvalidParameterException"],
    ["a number with spaces", { PhoneNumber: "+66 812345678" }, "InvalidParameterException"],
    ["no number", { PhoneNumber: undefined }, "InvalidParameterException"],
    ["a topic beside the number", { TopicArn: "arn:aws:sns:us-east-1:0:t" }, "InvalidParameterException"],
    ["an empty message", { Message: "" }, "InvalidParameterException"],
    ["a blank message", { Message: " " }, "InvalidParameterException"],
    ["1601 characters", { Message: "a".repeat(1_601) }, "InvalidParameterException"],
    [
      "an unknown type of text",
      attribute("AWS.SNS.SMS.SMSType", text("Urgent")),
      "InvalidParameterValueException",
    ],
    [
      "a sender of twelve letters",
      attribute("AWS.SNS.SMS.SenderID", text("ABCDEFGHIJKL")),
      "InvalidParameterValueException",
    ],
    [
      "a sender of digits alone",
      attribute("AWS.SNS.SMS.SenderID", text("12345")),
      "InvalidParameterValueException",
    ],
    ["a price as text", attribute("AWS.SNS.SMS.MaxPrice", text("0.50")), "InvalidParameterValueException"],
    [
      "a price that is none",
      attribute("AWS.SNS.SMS.MaxPrice", text("-1", "Number")),
      "InvalidParameterValueException",
    ],
    [
      "a misspelt name of AWS",
      attribute("AWS.SNS.SMS.SmsType", text("Transactional")),
      "InvalidParameterValueException",
    ],
    ["an unknown data type", attribute("campaign", text("spring", "Text")), "InvalidParameterValueException"],
    ["an empty value", attribute("campaign", text("")), "InvalidParameterValueException"],
  ])("%s", async (_what, change, name) => {
    expect(await failureOf(publish({ ...TEXT, ...change }))).toMatchObject({ name, status: 400 });
    expect(parts.outbox.list()).toEqual([]);
  });

  const post = (body: string, headers = signedFor("sns")) =>
    rawRequest(
      parts.endpoint("AWS_ENDPOINT_URL_SNS"),
      "POST",
      [...headers, ["Content-Type", "application/x-www-form-urlencoded"]],
      body,
    );

  it.each<[string, string, [string, string][] | undefined, number, string]>([
    ["no signature", "Action=Publish", [], 403, "MissingAuthenticationToken"],
    ["another service", "Action=Publish", signedFor("ses"), 403, "SignatureDoesNotMatch"],
    ["no date", "Action=Publish", signedFor("sns").slice(0, 1), 403, "IncompleteSignature"],
    ["another action", "Action=CreateTopic&Version=2010-03-31", undefined, 400, "InvalidAction"],
    ["another version", "Action=Publish&Version=2011-01-01", undefined, 400, "InvalidAction"],
    [
      "an attribute twice",
      "Action=Publish&Version=2010-03-31&PhoneNumber=%2B66812345678&Message=a&MessageAttributes.entry.1.Name=a&MessageAttributes.entry.2.Name=a",
      undefined,
      400,
      "InvalidParameter",
    ],
  ])("%s", async (_what, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(
      new RegExp(`^<ErrorResponse xmlns="[^"]+"><Error><Type>Sender</Type><Code>${code}</Code><Message>`),
    );
  });
});

it.each([
  ["reject", { name: "InvalidParameterException", status: 400 }],
  ["error", { name: "InternalErrorException", status: 500 }],
  ["throttle", { name: "Throttling", status: 400 }],
  ["unauthorized", { name: "AuthorizationErrorException", status: 403 }],
])("%s is said as SNS says it", async (mode, expected) => {
  parts.faults.set({ sns: mode });
  const failure = await failureOf(publish(TEXT));
  parts.faults.set({ sns: "ok" });
  expect(failure).toMatchObject(expected);
  expect(parts.outbox.list()).toEqual([]);
});
