import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeJob, type Job } from "../../src/delivery/job.ts";
import { jobClaims } from "../../src/delivery/job-claims.ts";
import { deliverFunction } from "../../src/functions/deliver.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbOnce } from "../../src/stores/dynamodb-once.ts";
import { type SesAnswer, startSesServer } from "../senders/support/ses-server.ts";
import { type Aws, RATE_TABLE, startAws } from "../support/aws.ts";
import { buildAlone } from "../support/bundle.ts";
import { HOUR_MS, type TestClock, testClock } from "../support/clock.ts";
import { CONTEXT, capture, testHost } from "../support/host.ts";
import { patiently } from "../support/patience.ts";
import { OWNER, VISITOR } from "../support/planted.ts";
import { startLambdaProcess } from "../support/runtime-api.ts";

/** A program that is begun with it waits longer for real networks. */
const PATIENT = new URL("../support/patient.ts", import.meta.url).href;

const ENV = { RATE_TABLE, FROM_EMAIL: OWNER, SITE_NAME: "Site" };

let aws: Aws;
let ses: Awaited<ReturnType<typeof startSesServer>>;
beforeAll(async () => {
  patiently();
  [aws, ses] = await Promise.all([startAws(), startSesServer()]);
});
beforeEach(() => {
  aws.forget();
  ses.forget();
});
afterEach(() => {
  aws.setFault("ses", "ok");
  aws.setFault("dynamodb", "ok");
});
afterAll(() => Promise.all([aws.close(), ses.close()]));

let jobs = 0;
/** No two tests share a job. */
function newJob(message: string = VISITOR.message): Job {
  jobs += 1;
  const id = `00000000-0000-4000-8000-${String(jobs).padStart(12, "0")}`;
  return { kind: "contact", id, acceptedAtMs: HOUR_MS + jobs, payload: { ...VISITOR, message } };
}
const newJobs = (count: number) => Array.from({ length: count }, () => newJob());

const recordOf = (body: string, messageId: string) => ({ messageId, body, eventSource: "aws:sqs" });
const batchOf = (batch: readonly Job[]) => ({
  Records: batch.map((job) => recordOf(encodeJob(job), `message-${job.id}`)),
});
const failuresOf = (batch: readonly Job[]) => ({
  batchItemFailures: batch.map(({ id }) => ({ itemIdentifier: `message-${id}` })),
});
const ALL_OVER = { batchItemFailures: [] };

let tokens = 0;

/** One warm instance of the function. */
function instance(env: Readonly<Record<string, string>> = {}, clock: TestClock = testClock()) {
  const log = testHost({ ...aws.env, ...ENV, ...env }, clock);
  // As at Lambda: no two are the same, and each begins with hexadecimal digits.
  const randomText = () => `${(++tokens).toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
  const handler = deliverFunction({ ...log.host, randomText });
  return { ...log, deliver: (event: unknown) => handler(event, CONTEXT), clock };
}

const countsOf = (lines: readonly object[], name: string) => lines.filter((line) => name in line).length;

describe("a batch", () => {
  it("of few messages goes out as one mail each, like those of the form", async () => {
    const one = instance();
    const batch = [newJob("A planted message."), newJob("Another planted one.")];
    expect(await one.deliver(batchOf(batch))).toEqual(ALL_OVER);
    expect(aws.mails()).toHaveLength(2);
    expect(aws.mails()).toContainEqual(
      expect.objectContaining({
        from: OWNER,
        to: [OWNER],
        replyTo: [VISITOR.email],
        subject: "Site: message from Planted Visitor",
        text: expect.stringContaining("Another planted one."),
      }),
    );
    expect(one.decisions()).toMatchObject(
      Array(2).fill({ level: "INFO", gate: "deliver", outcome: "sent", reason: "SENT" }),
    );
    expect(one.decisions()[0]?.trail[0]).toMatchObject({ check: "readable", notes: { job: batch[0]?.id } });
  });

  it("needs no more than its grants: PutItem and SendEmail", async () => {
    await instance().deliver(batchOf([newJob()]));
    expect(aws.actions()).toEqual([
      "dynamodb:PutItem",
      "dynamodb:PutItem",
      "ses:SendEmail",
      "dynamodb:PutItem",
    ]);
  });

  it.each([
    [5, 5],
    [6, 1],
  ])("of %i messages is %i mails by default", async (messages, mails) => {
    expect(await instance().deliver(batchOf(newJobs(messages)))).toEqual(ALL_OVER);
    expect(aws.mails()).toHaveLength(mails);
  });

  it("of more than DIGEST_THRESHOLD is one mail with all of them, in their order", async () => {
    const batch = ["first", "second", "third"].map((word) => newJob(`planted ${word}`));
    const event = batchOf(batch.toReversed());
    expect(await instance({ DIGEST_THRESHOLD: "2" }).deliver(event)).toEqual(ALL_OVER);
    expect(aws.mails()).toHaveLength(1);
    const [mail] = aws.mails();
    expect(mail).toMatchObject({ subject: "Site: 3 messages", replyTo: [], to: [OWNER] });
    expect(mail?.text.match(/planted (?:first|second|third)/g)).toEqual([
      "planted first",
      "planted second",
      "planted third",
    ]);
  });

  it("goes to TO_EMAIL where that is set", async () => {
    await instance({ TO_EMAIL: "office@site.example" }).deliver(batchOf([newJob()]));
    expect(aws.mails()).toMatchObject([{ from: OWNER, to: ["office@site.example"] }]);
  });

  it("with poison in it fails at that and sends the rest", async () => {
    const batch = newJobs(3);
    const { Records } = batchOf(batch);
    const poison = recordOf('{"v":1,"kind":"contact","planted":true}', "message-poison");
    const event = { Records: [Records[0], poison, ...Records.slice(1)] };
    const one = instance();
    expect(await one.deliver(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "message-poison" }] });
    expect(aws.mails()).toHaveLength(3);
    expect(one.decisions().find(({ reason }) => reason === "POISON")).toMatchObject({ level: "ERROR" });
  });

  it("shows an address that cannot be read, and does not reply to it", async () => {
    const job = newJob();
    const odd = { ...job, payload: { ...VISITOR, email: "planted at visitors.example" } } as Job;
    expect(await instance().deliver(batchOf([odd]))).toEqual(ALL_OVER);
    expect(aws.mails()).toMatchObject([
      { replyTo: [], text: expect.stringContaining("planted at visitors.example") },
    ]);
  });
});

describe("once", () => {
  it("a batch that is handed over again is sent once", async () => {
    const batch = batchOf(newJobs(4));
    expect(await instance().deliver(batch)).toEqual(ALL_OVER);
    const other = instance();
    expect(await other.deliver(batch)).toEqual(ALL_OVER);
    expect(aws.mails()).toHaveLength(4);
    expect(other.decisions()).toMatchObject(Array(4).fill({ reason: "REPEATED" }));
  });

  it("a batch that eight instances have at once is sent once, and over when it comes again", async () => {
    const batch = batchOf(newJobs(10));
    const instances = Array.from({ length: 8 }, () => instance({ DIGEST_THRESHOLD: "10" }));
    await Promise.all(instances.map(({ deliver }) => deliver(batch)));
    expect(aws.mails()).toHaveLength(10);
    expect(await instance().deliver(batch)).toEqual(ALL_OVER);
    expect(aws.mails()).toHaveLength(10);
  });

  it("a message whose instance was killed is sent when its lease ends, and counted as doubtful", async () => {
    const job = newJob();
    const table = dynamoDbTable({ ...aws.connection("dynamodb"), tableName: RATE_TABLE });
    await jobClaims(dynamoDbOnce(table), () => "killed").claim(job, HOUR_MS, HOUR_MS + 25_000);
    const one = instance();
    one.clock.set(HOUR_MS + 24_999);
    expect(await one.deliver(batchOf([job]))).toEqual(failuresOf([job]));
    expect(aws.mails()).toEqual([]);
    one.clock.set(HOUR_MS + 25_000);
    expect(await one.deliver(batchOf([job]))).toEqual(ALL_OVER);
    expect(await one.deliver(batchOf([job]))).toEqual(ALL_OVER);
    expect(aws.mails()).toHaveLength(1);
    expect(one.decisions()).toMatchObject([
      { reason: "UNDER_WAY" },
      { reason: "SENT", Doubtful: 1 },
      { reason: "REPEATED" },
    ]);
  });
});

describe("SES", () => {
  it.each([
    ["reject", "MESSAGE_REFUSED", "MessageRejected"],
    ["throttle", "SEND_FAILED", "TooManyRequestsException"],
    ["unauthorized", "SENDING_STOPPED", "AccessDeniedException"],
  ] as const)(
    "that says %s: the messages come again, and go when it is well",
    async (mode, reason, detail) => {
      const batch = newJobs(3);
      const one = instance();
      aws.setFault("ses", mode);
      expect(await one.deliver(batchOf(batch))).toEqual(failuresOf(batch));
      expect(one.decisions()).toMatchObject(
        Array(3).fill({ level: "ERROR", outcome: "failed", reason, detail }),
      );
      aws.setFault("ses", "ok");
      expect(await one.deliver(batchOf(batch))).toEqual(ALL_OVER);
      expect(aws.mails()).toHaveLength(3);
      expect(countsOf(one.decisions(), "Doubtful")).toBe(0);
    },
  );

  it.each(["error", "drop"] as const)(
    "that may have sent (%s): the mail goes again, counted",
    async (mode) => {
      const batch = newJobs(2);
      const one = instance();
      aws.setFault("ses", mode);
      expect(await one.deliver(batchOf(batch))).toEqual(failuresOf(batch));
      expect(one.decisions()).toMatchObject(Array(2).fill({ outcome: "unknown", reason: "SEND_FAILED" }));
      aws.setFault("ses", "ok");
      one.clock.advanceSeconds(25);
      expect(await one.deliver(batchOf(batch))).toEqual(ALL_OVER);
      expect(countsOf(one.decisions(), "Doubtful")).toBe(2);
    },
  );

  it.each<[SesAnswer, string]>([
    [
      { status: 429, type: "TooManyRequestsException", message: "Daily message quota exceeded." },
      "the day's quota",
    ],
    [{ status: 400, type: "SendingPausedException" }, "a pause"],
    [{ status: 400, type: "AccountSuspendedException" }, "a suspended account"],
    [
      { status: 400, type: "MessageRejected", message: "Email address is not verified." },
      "a sender, or in the sandbox a recipient, that is not verified",
    ],
    [
      { status: 400, type: "MessageRejected", message: "Sending paused for this account." },
      "a pause, under the name of a message's fault",
    ],
  ])("%j is asked once for the whole batch, in one mail or in many, for %s", async (answer) => {
    for (const DIGEST_THRESHOLD of ["5", "100"]) {
      ses.forget();
      const batch = newJobs(10);
      const one = instance({ AWS_ENDPOINT_URL_SESV2: ses.connection.endpoint, DIGEST_THRESHOLD });
      ses.answerWith(answer);
      expect(await one.deliver(batchOf(batch))).toEqual(failuresOf(batch));
      expect(ses.calls()).toBe(1);
      expect(one.decisions()).toMatchObject(
        Array(10).fill({ reason: "SENDING_STOPPED", detail: answer.type }),
      );
    }
  });

  it("that is down gets at most 1.1 calls for a mail", async () => {
    const one = instance({ AWS_ENDPOINT_URL_SESV2: ses.connection.endpoint, DIGEST_THRESHOLD: "10" });
    ses.answerWith({ status: 429, type: "ThrottlingException", message: "Maximum sending rate exceeded." });
    for (let batch = 0; batch < 10; batch += 1) await one.deliver(batchOf(newJobs(10)));
    expect(ses.calls()).toBeGreaterThan(100);
    expect(ses.calls()).toBeLessThanOrEqual(110);
  });

  it("that refuses a digest for good gets its messages one by one", async () => {
    const batch = newJobs(11);
    const one = instance({ AWS_ENDPOINT_URL_SESV2: ses.connection.endpoint });
    ses.answerWith({ status: 400, type: "MessageRejected" });
    expect(await one.deliver(batchOf(batch))).toEqual(failuresOf(batch));
    expect(ses.calls()).toBe(1 + 11);
  });
});

describe("DynamoDB out of reach", () => {
  it("sends nothing: the messages come again", async () => {
    const batch = newJobs(2);
    const one = instance();
    aws.setFault("dynamodb", "error");
    expect(await one.deliver(batchOf(batch))).toEqual(failuresOf(batch));
    expect(aws.mails()).toEqual([]);
    expect(one.decisions()).toMatchObject(Array(2).fill({ level: "ERROR", reason: "STORE_UNAVAILABLE" }));
  });
});

describe("the ceiling", () => {
  // Two mails of 0.00016 USD.
  const CEILING = { DAILY_SPEND_LIMIT_USD: "0.00032" };

  it("lets through what the day allows; the rest comes again, and goes the next day", async () => {
    const clock = testClock(HOUR_MS + 40 * 86_400_000);
    const one = instance(CEILING, clock);
    const batch = newJobs(3);
    const { batchItemFailures } = (await one.deliver(batchOf(batch))) as typeof ALL_OVER;
    expect(batchItemFailures).toHaveLength(1);
    expect(aws.mails()).toHaveLength(2);
    expect(one.decisions().find(({ outcome }) => outcome === "failed")).toMatchObject({
      reason: "SENDING_STOPPED",
      detail: "SPEND_LIMIT",
    });
    expect(countsOf(one.decisions(), "SpendWarning")).toBe(1);
    clock.advanceSeconds(86_400);
    expect(await one.deliver(batchOf(batch))).toEqual(ALL_OVER);
    expect(aws.mails()).toHaveLength(3);
  });

  it("gets its money back for what surely was not sent, and a digest costs one mail", async () => {
    const clock = testClock(HOUR_MS + 50 * 86_400_000);
    const one = instance(CEILING, clock);
    const batch = newJobs(12);
    aws.setFault("ses", "throttle");
    for (let time = 0; time < 3; time += 1) await one.deliver(batchOf(batch));
    aws.setFault("ses", "ok");
    expect(await one.deliver(batchOf(batch))).toEqual(ALL_OVER);
    expect(await one.deliver(batchOf(newJobs(12)))).toEqual(ALL_OVER);
    expect(aws.mails()).toHaveLength(2);
    const over = newJobs(12);
    expect(await one.deliver(batchOf(over))).toEqual(failuresOf(over));
  });
});

describe("the built function, alone in a folder under a Lambda runtime", () => {
  it("sends a batch, and logs one line of JSON for each message and nothing else", async () => {
    const bundle = await buildAlone("deliver");
    const lambda = await startLambdaProcess({
      handlerModule: bundle.index,
      env: { ...aws.env, ...ENV },
      cwd: bundle.folder,
      execArgv: ["--import", PATIENT],
    });
    try {
      expect(await lambda.invoke(batchOf(newJobs(2)))).toEqual(ALL_OVER);
      expect(await lambda.invoke(batchOf(newJobs(11)))).toEqual(ALL_OVER);
      expect(aws.mails()).toHaveLength(3);
      lambda.lines().forEach(capture);
      expect(lambda.lines().map((line) => JSON.parse(line).reason)).toEqual(Array(13).fill("SENT"));
      expect(lambda.stderr()).toBe("");
    } finally {
      await Promise.all([lambda.close(), bundle.remove()]);
    }
  });
});

describe("what it is not for", () => {
  it("rejects an event that is not of SQS", async () => {
    for (const event of [null, {}, { Records: [{}] }, { Records: [{ messageId: "1" }] }]) {
      await expect(instance().deliver(event)).rejects.toThrow("The event is not a batch of SQS messages");
    }
  });

  it("fails with wrong settings, so that every message comes again, and logs each with its remedy", async () => {
    const wrong = { FROM_EMAIL: "planted", DIGEST_THRESHOLD: "0", DAILY_SPEND_LIMIT_USD: "planted" };
    const one = instance(wrong);
    await expect(one.deliver(batchOf(newJobs(1)))).rejects.toThrow("The settings are wrong");
    const { faults } = one.lines()[0] as unknown as { faults: Record<string, string>[] };
    expect(faults.map(({ setting }) => setting)).toEqual(Object.keys(wrong));
    expect(one.decisions()).toMatchObject([{ gate: "deliver", reason: "CONFIGURATION_ERROR" }]);
  });
});
