import dns from "node:dns";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import type { FaultMode } from "../../local/faults.ts";
import { type SqsOptions, sqsQueue } from "../../src/senders/sqs.ts";
import { ANYBODY, startParts } from "../local/support.ts";
import { type Call, recordingProxy } from "../support/recording-proxy.ts";

const calls: Call[] = [];
let parts: Awaited<ReturnType<typeof startParts>>;
let proxy: Awaited<ReturnType<typeof recordingProxy>>;
let client: SQSClient;

beforeAll(async () => {
  parts = await startParts({ DELIVERY_QUEUE_URL: "http://127.0.0.1/000000000000/orders" });
  proxy = await recordingProxy(parts.sqsUrl, calls);
  client = new SQSClient({ ...ANYBODY, endpoint: parts.sqsUrl });
});
afterAll(async () => {
  client.destroy();
  await proxy.close();
  await parts.close();
});
afterEach(() => {
  parts.faults.set({ sqs: "ok" });
  calls.length = 0;
  vi.restoreAllMocks();
});

/** The URL names the queue, and its host is nowhere. */
const queueUrl = "https://queue.invalid/000000000000/orders";

/** No busy machine runs into this time limit: what is judged is the answer. */
const queue = (over: Partial<SqsOptions> = {}) =>
  sqsQueue({ ...ANYBODY, endpoint: proxy.url, queueUrl, timeoutMs: 15_000, ...over });

async function received(): Promise<readonly (string | undefined)[]> {
  const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
  const { Messages = [] } = await client.send(command);
  return Messages.flatMap(({ MessageId, Body }) => [MessageId, Body]);
}

it("puts a message under an id, at the endpoint that was given whatever the URL's host", async () => {
  const outcome = await queue().put('{"v":1,"text":"žluť"}');
  expect(outcome).toEqual({ sent: true, value: { messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  const { messageId } = outcome.sent === true ? outcome.value : { messageId: "" };
  expect(await received()).toEqual([messageId, '{"v":1,"text":"žluť"}']);
});

it("goes to the region's endpoint when none was given, not to the URL's host", async () => {
  const asked: string[] = [];
  const nobody = Object.assign(new Error("nobody is asked"), { code: "ENOTFOUND" });
  vi.spyOn(dns, "lookup").mockImplementation(((
    host: string,
    _options: object,
    answer: (e: Error) => void,
  ) => {
    asked.push(host);
    process.nextTick(answer, nobody);
  }) as unknown as typeof dns.lookup);
  const outcome = await sqsQueue({ ...ANYBODY, region: "eu-north-1", queueUrl }).put("x");
  expect(outcome).toMatchObject({ sent: false });
  expect(asked).toEqual(["sqs.eu-north-1.amazonaws.com"]);
});

it.each<[FaultMode, false | "unknown", string]>([
  ["reject", false, "InvalidMessageContents"],
  ["throttle", false, "RequestThrottled"],
  ["unauthorized", false, "AccessDenied"],
  ["error", "unknown", "InternalFailure"],
])("%s: sent is %s, because of %s, after one attempt", async (mode, sent, reason) => {
  parts.faults.set({ sqs: mode });
  expect(await queue().put("x")).toMatchObject({ sent, reason });
  expect(calls).toHaveLength(1);
  parts.faults.set({ sqs: "ok" });
  expect(await received()).toEqual([]);
});

it("a dropped answer leaves it unknown: the message is there", async () => {
  parts.faults.set({ sqs: "drop" });
  expect(await queue().put("dropped")).toMatchObject({ sent: "unknown" });
  expect(calls).toHaveLength(1);
  parts.faults.set({ sqs: "ok" });
  expect(await received()).toEqual([expect.any(String), "dropped"]);
});

it("no answer within the time limit leaves it unknown", async () => {
  parts.faults.set({ sqs: "timeout" });
  expect(await queue({ timeoutMs: 50 }).put("x")).toMatchObject({ sent: "unknown" });
});

it("a queue that does not exist, and nobody at the endpoint: surely not sent", async () => {
  const nowhere = { queueUrl: "https://queue.invalid/000000000000/nowhere" };
  expect(await queue(nowhere).put("x")).toMatchObject({ sent: false, reason: "QueueDoesNotExist" });
  expect(await queue({ endpoint: "http://127.0.0.1:1" }).put("x")).toMatchObject({ sent: false });
});
