import { describe, expect, it } from "vitest";
import type { Invocation } from "../../local/lambda.ts";
import { failedOf, sqsEvent } from "../../local/sqs-event.ts";

const IDS = ["a", "b", "c"];
const answered = (answer: unknown): Invocation => ({ ok: true, payload: JSON.stringify(answer) });
const naming = (...itemIdentifiers: unknown[]) =>
  answered({ batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })) });

describe("failedOf", () => {
  it.each<[string, Invocation, readonly string[]]>([
    ["one that is named", naming("b"), ["b"]],
    ["all that are named, each once", naming("a", "c", "a"), ["a", "c"]],
    ["none when none is named", naming(), []],
    ["none after null for a list", answered({ batchItemFailures: null }), []],
    ["none after an object without a list", answered({ statusCode: 200 }), []],
    ["none after no answer", answered(null), []],
    ["all after a failure", { ok: false, errorType: "Error", payload: "{}" }, IDS],
    ["all when an unknown one is named", naming("a", "z"), IDS],
    ["all when an empty one is named", naming("a", ""), IDS],
    ["all when null is named", naming("a", null), IDS],
    ["all when it is named by another key", answered({ batchItemFailures: [{ messageId: "a" }] }), IDS],
    ["all when it is no object", answered({ batchItemFailures: ["a"] }), IDS],
    ["all when an entry is null", answered({ batchItemFailures: [null] }), IDS],
    ["all after an object for the list", answered({ batchItemFailures: { itemIdentifier: "a" } }), IDS],
    ["all after text", answered("ok"), IDS],
    ["all after a number", answered(0), IDS],
  ])("%s", (_what, invocation, failed) => {
    expect([...failedOf(IDS, invocation)]).toEqual(failed);
  });
});

it("a message's own attributes get Lambda's names", () => {
  const origin = { queueArn: "arn:aws:sqs:us-east-1:000000000000:q", region: "us-east-1" };
  const MessageAttributes = {
    kind: { DataType: "String", StringValue: "contact" },
    raw: { DataType: "Binary", BinaryValue: Buffer.from("žluť") },
  };
  const [record] = sqsEvent([{ MessageId: "a", MessageAttributes }], origin).Records;
  const noLists = { stringListValues: [], binaryListValues: [] };
  expect(record?.messageAttributes).toEqual({
    kind: { ...noLists, dataType: "String", stringValue: "contact" },
    raw: { ...noLists, dataType: "Binary", binaryValue: Buffer.from("žluť").toString("base64") },
  });
});
