import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { SQSEvent, SQSMessageAttribute } from "aws-lambda";
import type { Invocation } from "./lambda.ts";

export interface EventOrigin {
  readonly queueArn: string;
  readonly region: string;
}

/** Messages of SQS as Lambda hands them to a function. */
export function sqsEvent(messages: readonly Message[], { queueArn, region }: EventOrigin): SQSEvent {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId ?? "",
      receiptHandle: message.ReceiptHandle ?? "",
      body: message.Body ?? "",
      // All of them were asked for.
      attributes: message.Attributes as unknown as SQSEvent["Records"][number]["attributes"],
      messageAttributes: mapValues(message.MessageAttributes ?? {}, lambdaAttribute),
      md5OfBody: message.MD5OfBody ?? "",
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  };
}

function lambdaAttribute({ DataType, StringValue, BinaryValue }: MessageAttributeValue): SQSMessageAttribute {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType as SQSMessageAttribute["dataType"],
  };
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

/**
 * The ids of the messages that are to be delivered again, as Lambda reads what became of a batch when the function may
 * report its failures one by one (`ReportBatchItemFailures`): a failed invocation, an answer of another form and the id of
 * a message that was not in the batch fail all of it; no answer, or one that names none, fails nothing.
 */
export function failedOf(ids: readonly string[], invocation: Invocation): ReadonlySet<unknown> {
  const reported = invocation.ok ? reportedIn(JSON.parse(invocation.payload)) : undefined;
  return new Set(reported?.every((id) => ids.some((known) => known === id)) ? reported : ids);
}

/** Undefined when it is of another form. */
function reportedIn(answer: unknown): readonly unknown[] | undefined {
  if (answer === null) return [];
  const { batchItemFailures } = answer as { batchItemFailures?: unknown };
  const failures = typeof answer === "object" ? (batchItemFailures ?? []) : undefined;
  return Array.isArray(failures) ? failures.map((failure) => failure?.itemIdentifier) : undefined;
}
