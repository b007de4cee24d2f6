import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import type { After } from "../../local/timer.ts";
import { sqsQueue } from "../../src/senders/sqs.ts";
import { ANYBODY, deferred, manualTime, testFunction } from "./support.ts";

/** The longest that anything here may take; nothing waits so long unless it is broken. */
const PATIENCE = { timeout: 15_000, interval: 20 };

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Deliver = (event: SQSEvent, system: LocalSystem) => unknown;

/** A local system whose one function is fed from a queue, and the queue as its producers see it. */
async function fed(
  deliver: Deliver,
  options: { readonly after?: After; readonly timeoutSeconds?: number } = {},
) {
  const { timeoutSeconds = 60, ...rest } = options;
  const events: SQSEvent[] = [];
  const printed: string[] = [];
  let queueUrl = "";
  const consumer = testFunction(async () => undefined, {
    timeoutSeconds,
    queues: ["DELIVERY_QUEUE_URL"],
    defaults: { DELIVERY_QUEUE_URL: "http://127.0.0.1/000000000000/postern-delivery-dev" },
    build: ({ env }) => {
      queueUrl = env.DELIVERY_QUEUE_URL ?? "";
      return async (event) => {
        events.push(event as SQSEvent);
        return deliver(event as SQSEvent, system);
      };
    },
  });
  const system: LocalSystem = await startLocalSystem({
    ...{ port: 0, dynamodbPort: 0, functions: { consumer }, print: (line) => printed.push(line) },
    ...rest,
  });
  const client = new SQSClient({ ...ANYBODY, endpoint: system.sqsUrl });
  closing.push(
    () => client.destroy(),
    () => system.close(),
  );
  const attributes = async (QueueUrl = queueUrl) => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    return Attributes ?? {};
  };
  return {
    system,
    client,
    events,
    printed,
    attributes,
    deadLetters: queueUrl.replace(/-dev$/, "-dlq-dev"),
    put: (body: string) => sqsQueue({ ...ANYBODY, endpoint: system.sqsUrl, queueUrl }).put(body),
    /** How many messages wait, and how many were received and are neither deleted nor back. */
    counts: async () => {
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributes();
      return [Number(ApproximateNumberOfMessages), Number(ApproximateNumberOfMessagesNotVisible)];
    },
    setVisibilityTimeout: (seconds: number) =>
      client.send(
        new SetQueueAttributesCommand({
          QueueUrl: queueUrl,
          Attributes: { VisibilityTimeout: String(seconds) },
        }),
      ),
  };
}

const bodies = ({ Records }: SQSEvent) => Records.map(({ body }) => body);
const failing = (records: SQSEvent["Records"]) => ({
  batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});
const EMPTY = [0, 0];

describe("a batch", () => {
  it("comes as Lambda's event, and is deleted when nothing failed", async () => {
    const { put, events, counts } = await fed(() => ({ batchItemFailures: [] }));
    const outcome = await put('{"v":1}');
    await expect.poll(() => events, PATIENCE).toHaveLength(1);
    expect(events).toEqual([
      {
        Records: [
          {
            messageId: outcome.sent === true && outcome.value.messageId,
            receiptHandle: expect.stringMatching(/./),
            body: '{"v":1}',
            attributes: {
              ApproximateReceiveCount: "1",
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
              SenderId: expect.any(String),
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            },
            messageAttributes: {},
            md5OfBody: "a191475ae2bf7db9c7e320f7da455bbb",
            eventSource: "aws:sqs",
            eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:postern-delivery-dev",
            awsRegion: "us-east-1",
          },
        ],
      },
    ]);
    await expect.poll(counts, PATIENCE).toEqual(EMPTY);
  });

  it("holds ten messages at most", async () => {
    const gate = deferred<void>();
    const { put, events, counts } = await fed(() => gate.promise);
    await put("first");
    await expect.poll(() => events, PATIENCE).toHaveLength(1);
    await Promise.all(Array.from({ length: 12 }, (_, place) => put(String(place))));
    gate.resolve();
    await expect.poll(counts, PATIENCE).toEqual(EMPTY);
    expect(events.map(({ Records }) => Records.length)).toEqual([1, 10, 2]);
  });

  it("comes again as to what the function reported, and only that", async () => {
    const { put, events, counts, setVisibilityTimeout } = await fed(({ Records }) => {
      const bad = Records.filter(
        ({ body, attributes }) => body === "bad" && attributes.ApproximateReceiveCount === "1",
      );
      return failing(bad);
    });
    await setVisibilityTimeout(2);
    await Promise.all(["good", "bad", "fine"].map(put));
    await expect.poll(counts, PATIENCE).toEqual(EMPTY);
    expect(events.flatMap(bodies).toSorted()).toEqual(["bad", "bad", "fine", "good"]);
  });

  it("comes again as a whole after the function threw, with the same ids", async () => {
    const { put, events, counts, setVisibilityTimeout } = await fed(() => {
      if (events.length === 1) throw new Error("planted");
    });
    await setVisibilityTimeout(1);
    await put("whole");
    await expect.poll(counts, PATIENCE).toEqual(EMPTY);
    expect(events.map(bodies)).toEqual([["whole"], ["whole"]]);
    const [first, second] = events.map(({ Records }) => Records[0]?.messageId);
    expect(second).toBe(first);
  });

  it("fails when the function's time is over, and stays hidden six times so long", async () => {
    const time = manualTime();
    const { put, events, counts, attributes } = await fed(() => deferred().promise, {
      after: time.after,
      timeoutSeconds: 15,
    });
    expect((await attributes()).VisibilityTimeout).toBe("90");
    await put("slow");
    await expect.poll(() => events, PATIENCE).toHaveLength(1);
    time.pass(15_000);
    // It asks for the next batch, and has deleted nothing.
    await expect.poll(time.pendingMs, PATIENCE).toEqual([10_000]);
    expect(await counts()).toEqual([0, 1]);
  });
});

it("what fails five times is in the dead-letter queue, and nobody tries it a sixth time", async () => {
  const { put, events, client, deadLetters, counts, setVisibilityTimeout } = await fed(({ Records }) =>
    failing(Records),
  );
  await setVisibilityTimeout(1);
  await put("poison");
  const receive = new ReceiveMessageCommand({ QueueUrl: deadLetters, WaitTimeSeconds: 15 });
  const { Messages = [] } = await client.send(receive);
  expect(Messages.map(({ Body }) => Body)).toEqual(["poison"]);
  expect(
    events.flatMap(({ Records }) => Records.map((each) => each.attributes.ApproximateReceiveCount)),
  ).toEqual(["1", "2", "3", "4", "5"]);
  expect(await counts()).toEqual(EMPTY);
});

describe("when the part is at fault", () => {
  it("it is told once, and asked again after a pause each time", async () => {
    const time = manualTime();
    // The fault comes while the function works: to delete the message is the first thing that fails.
    const { system, put, events, printed, counts } = await fed(
      ({ Records }, { faults }) => void (Records[0]?.body !== "two" && faults.set({ sqs: "error" })),
      { after: time.after },
    );
    await put("one");
    for (let pauses = 0; pauses < 3; pauses += 1) {
      await expect.poll(time.pendingMs, PATIENCE).toEqual([1_000]);
      time.pass(1_000);
    }
    await expect.poll(time.pendingMs, PATIENCE).toEqual([1_000]);
    expect(printed).toHaveLength(1);
    expect(printed[0]).toMatch(/^the event source of consumer threw InternalFailure\n/);

    system.faults.set({ sqs: "ok" });
    // Not deleted, so not lost, and hidden for now.
    expect(await counts()).toEqual([0, 1]);
    time.pass(1_000);
    await put("two");
    await expect.poll(() => events.map(bodies), PATIENCE).toEqual([["one"], ["two"]]);
    await expect.poll(counts, PATIENCE).toEqual([0, 1]);

    await put("three");
    await expect.poll(time.pendingMs, PATIENCE).toEqual([1_000]);
    expect(printed).toHaveLength(2);
  });

  it("a call that hangs is given up", async () => {
    const time = manualTime();
    const { system, put, events, printed } = await fed(
      (_event, { faults }) => void faults.set({ sqs: "timeout" }),
      { after: time.after },
    );
    await put("one");
    await expect.poll(() => events, PATIENCE).toHaveLength(1);
    await expect.poll(time.pendingMs, PATIENCE).toEqual([10_000]);
    time.pass(10_000);
    await expect.poll(time.pendingMs, PATIENCE).toEqual([1_000]);
    expect(printed[0]).toMatch(/^the event source of consumer threw AbortError\n/);
    system.faults.set({ sqs: "ok" });
  });
});

describe("closing", () => {
  it("ends the long poll at once, and nobody calls that an error", async () => {
    const { system, printed, attributes } = await fed(() => undefined);
    await attributes();
    await system.close();
    expect(printed).toEqual([]);
    await expect(fetch(system.sqsUrl)).rejects.toThrow();
  });

  it("does not wait for a function that hangs, and asks nothing when that ends later", async () => {
    const gate = deferred<void>();
    const { system, put, events, printed } = await fed(() => gate.promise);
    await put("slow");
    await expect.poll(() => events, PATIENCE).toHaveLength(1);
    await system.close();
    gate.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(printed).toEqual([]);
  });
});

it("a function whose queue nobody names is fed from none", async () => {
  const idle = testFunction(async () => undefined, { queues: ["DELIVERY_QUEUE_URL"] });
  const time = manualTime();
  const system = await startLocalSystem({ port: 0, dynamodbPort: 0, functions: { idle }, after: time.after });
  closing.push(() => system.close());
  expect(time.pendingMs()).toEqual([]);
});
