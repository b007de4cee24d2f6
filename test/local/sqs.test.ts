import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CannotStart } from "../../local/cannot-start.ts";
import type { FaultMode } from "../../local/faults.ts";
import { startLocalSystem } from "../../local/system.ts";
import { ANYBODY, rawRequest, signedFor, startParts, testFunction } from "./support.ts";

const OF_PRODUCTION = "https://sqs.eu-north-1.amazonaws.com/123456789012/postern-delivery-dev";

let parts: Awaited<ReturnType<typeof startParts>>;
let client: SQSClient;
let QueueUrl: string;

beforeAll(async () => {
  parts = await startParts({ DELIVERY_QUEUE_URL: OF_PRODUCTION });
  client = new SQSClient({ ...ANYBODY, endpoint: parts.sqsUrl });
  QueueUrl = parts.endpoint("DELIVERY_QUEUE_URL");
});
afterAll(async () => {
  client.destroy();
  await parts.close();
});
afterEach(() => void parts.faults.set({ sqs: "ok" }));

const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
const receive = async () => {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  return Messages.map(({ Body }) => Body);
};

describe("queues", () => {
  it("a function finds its queue here, whoever's URL a person gave", () => {
    expect(parts.endpoint("AWS_ENDPOINT_URL_SQS")).toBe(parts.sqsUrl);
    expect(QueueUrl).toBe(`${parts.sqsUrl}/000000000000/postern-delivery-dev`);
  });

  it("each has a dead-letter queue, for what was received five times", async () => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
    const { Attributes = {} } = await client.send(command);
    expect(Attributes.QueueArn).toBe("arn:aws:sqs:us-east-1:000000000000:postern-delivery-dev");
    expect(JSON.parse(Attributes.RedrivePolicy ?? "")).toEqual({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:postern-delivery-dlq-dev",
      maxReceiveCount: 5,
    });
    const { QueueUrls = [] } = await client.send(new ListQueuesCommand());
    expect(QueueUrls.map((url) => url.split("/").at(-1))).toEqual([
      "postern-delivery-dev",
      "postern-delivery-dlq-dev",
    ]);
  });

  it("a function without a queue is given none, and none is made", async () => {
    const without = await startParts();
    const other = new SQSClient({ ...ANYBODY, endpoint: without.sqsUrl });
    try {
      expect(without.endpoint("DELIVERY_QUEUE_URL")).toBe("");
      expect((await other.send(new ListQueuesCommand())).QueueUrls ?? []).toEqual([]);
    } finally {
      other.destroy();
      await without.close();
    }
  });

  it.each(["https://sqs.eu-north-1.amazonaws.com/", "https://sqs.example/1/a%20b", "https://s/1/q.fifo"])(
    "%s names no queue: nothing starts",
    async (DELIVERY_QUEUE_URL) => {
      const functions = {
        sender: testFunction(async () => undefined, { defaults: { DELIVERY_QUEUE_URL } }),
      };
      const starting = startLocalSystem({ port: 0, dynamodbPort: 0, functions });
      await expect(starting).rejects.toThrow(CannotStart);
      await expect(starting).rejects.toThrow(/^DELIVERY_QUEUE_URL must end in the name of a standard queue/);
    },
  );
});

describe("the wire", () => {
  /** How a call ended, in the words of SQS. */
  async function ending(call: Promise<unknown>): Promise<unknown> {
    try {
      await call;
      return "ok";
    } catch (error) {
      const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
      return { name, status: $metadata?.httpStatusCode, message };
    }
  }

  it.each<[FaultMode, string, number, string]>([
    ["reject", "InvalidMessageContents", 400, "Refused by the fault switch"],
    ["error", "InternalFailure", 500, "The request processing has failed because of an unknown error."],
    ["throttle", "RequestThrottled", 400, "The request was denied due to request throttling."],
    ["unauthorized", "AccessDenied", 403, "User is not authorized to perform this operation"],
  ])("%s is said as SQS says it, and nothing is done", async (mode, name, status, message) => {
    parts.faults.set({ sqs: mode });
    expect(await ending(send(mode))).toEqual({ name, status, message });
    parts.faults.set({ sqs: "ok" });
    expect(await receive()).toEqual([]);
  });

  it("drop puts the message, and does not say so", async () => {
    parts.faults.set({ sqs: "drop" });
    expect(await ending(send("dropped"))).not.toBe("ok");
    parts.faults.set({ sqs: "ok" });
    expect(await receive()).toEqual(["dropped"]);
  });

  it("timeout hangs until the client leaves", async () => {
    parts.faults.set({ sqs: "timeout" });
    const impatient = new AbortController();
    const command = new SendMessageCommand({ QueueUrl, MessageBody: "late" });
    const call = ending(client.send(command, { abortSignal: impatient.signal }));
    expect((await rawRequest(`${parts.url}/_postern/faults`, "GET")).status).toBe(200);
    impatient.abort();
    expect(await call).toMatchObject({ name: "AbortError" });
    parts.faults.set({ sqs: "ok" });
    expect(await receive()).toEqual([]);
  });

  const JSON_1_0: [string, string] = ["Content-Type", "application/x-amz-json-1.0"];
  const TARGET: [string, string] = ["X-Amz-Target", "AmazonSQS.ListQueues"];
  const signed = signedFor("sqs");

  it("answers raw JSON 1.0, and tells in the older protocol's words too what it refuses", async () => {
    const list = await rawRequest(parts.sqsUrl, "POST", [...signed, JSON_1_0, TARGET], "{}");
    expect(list.status).toBe(200);
    const none = JSON.stringify({ QueueUrl: "https://q.invalid/0/none" });
    const headers: [string, string][] = [
      ...signed,
      JSON_1_0,
      ["X-Amz-Target", "AmazonSQS.GetQueueAttributes"],
    ];
    const refused = await rawRequest(parts.sqsUrl, "POST", headers, none);
    expect(refused).toMatchObject({ status: 400 });
    expect(refused.headers["x-amzn-query-error"]).toBe("AWS.SimpleQueueService.NonExistentQueue;Sender");
    parts.faults.set({ sqs: "error" });
    const broken = await rawRequest(parts.sqsUrl, "POST", headers, none);
    expect(broken.headers["x-amzn-query-error"]).toBe("InternalFailure;Receiver");
  });

  it.each<[string, string, [string, string][], string, number, string]>([
    ["no signature", "POST", [JSON_1_0, TARGET], "/", 403, "MissingAuthenticationTokenException"],
    ["another service", "POST", [...signedFor("sns"), JSON_1_0], "/", 403, "InvalidSignatureException"],
    ["another method", "GET", signed, "/", 404, "UnknownOperationException"],
    ["S3", "PUT", signed, "/bucket/key", 404, "UnknownOperationException"],
    [
      "SNS",
      "POST",
      [...signed, ["Content-Type", "application/x-www-form-urlencoded"]],
      "/",
      404,
      "UnknownOperationException",
    ],
    ["the engine's own pages", "GET", signed, "/_fauxqs/queues", 404, "UnknownOperationException"],
  ])("refuses %s", async (_what, method, headers, path, status, type) => {
    const answer = await rawRequest(parts.sqsUrl, method, headers, "", path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ __type: `com.amazon.coral.service#${type}` });
  });
});
