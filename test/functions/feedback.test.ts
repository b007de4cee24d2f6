import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FAULT_MODES } from "../../local/faults.ts";
import { feedbackFunction } from "../../src/functions/feedback.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbMailEvents } from "../../src/stores/dynamodb-mail-events.ts";
import {
  bounce,
  complaint,
  eventBridgeEvent,
  inNotification,
  send,
  snsEvent,
  sqsEvent,
} from "../delivery/support/ses-messages.ts";
import { HASH_KEY, startWorld, type World } from "../signup/support/world.ts";
import { connectionTo } from "../stores/support/engines.ts";
import { testClock } from "../support/clock.ts";
import { CONTEXT, testHost } from "../support/host.ts";
import { patiently } from "../support/patience.ts";

let world: World;
beforeAll(async () => {
  patiently();
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => world.forget());
afterEach(() => world.behave());

/** One warm instance of the function `feedback` as it is deployed. */
function feedbackInstance(env: Readonly<Record<string, string>> = {}, clock = testClock()) {
  const log = testHost({ ...world.env, ...env }, clock);
  const handler = feedbackFunction(log.host);
  return {
    ...log,
    clock,
    tell: (...messages: readonly unknown[]) => handler(snsEvent(...messages), CONTEXT),
    invoke: (event: unknown) => handler(event, CONTEXT),
    reasons: () => log.decisions().map(({ outcome, reason }) => `${outcome} ${reason}`),
  };
}

const counted = (day: string) => {
  const connection = connectionTo(world.env.AWS_ENDPOINT_URL_DYNAMODB ?? "");
  const table = dynamoDbTable({ ...connection, tableName: world.env.SIGNUP_TABLE ?? "", timeoutMs: 30_000 });
  return dynamoDbMailEvents(table).read(day);
};

let days = 0;
/** A mail that was sent on a day of its own. */
function newMail() {
  days += 1;
  const day = new Date(Date.UTC(2020, 0, days)).toISOString().slice(0, 10);
  const mail = { messageId: `mail-${days}`, timestamp: `${day}T12:00:00.000Z` };
  return { day, sent: send({ mail }), bounced: bounce({}, { mail }), complained: complaint({}, { mail }) };
}

const NOT_TAKEN_IN = (count: number) => `${count} of the events could not be taken in`;

describe("what SNS brings", () => {
  it("is counted and remembered, one decision line each", async () => {
    const { day, sent, bounced, complained } = newMail();
    const one = feedbackInstance();
    expect(await one.tell(sent)).toBeUndefined();
    await one.tell(bounced);
    await one.tell(complained);
    expect(await counted(day)).toEqual({ sent: 1, bounced: 1, complained: 1 });
    expect(one.lines()).toHaveLength(3);
    expect(one.decisions()[0]).toMatchObject({
      level: "INFO",
      gate: "feedback",
      outcome: "answered",
      reason: "SENT",
      requestId: CONTEXT.awsRequestId,
      trail: [],
    });
    expect(one.reasons()).toEqual(["answered SENT", "answered BOUNCED", "answered COMPLAINED"]);
  });

  it("is counted once, when it is told 50 times at once and then again", async () => {
    const { day, bounced } = newMail();
    const instances = [feedbackInstance(), feedbackInstance()];
    const told = Array.from({ length: 50 }, (_, i) => instances[i % 2]?.tell(bounced));
    for (const telling of await Promise.allSettled(told)) {
      // Who comes while another counts is told to come again.
      if (telling.status === "rejected") expect(telling.reason.message).toBe(NOT_TAKEN_IN(1));
    }
    const again = feedbackInstance();
    await again.tell(bounced);
    expect(again.reasons()).toEqual(["answered REPEATED"]);
    expect(await counted(day)).toMatchObject({ bounced: 1 });
    const reasons = instances.flatMap(({ reasons }) => reasons());
    expect(reasons.filter((reason) => reason === "answered BOUNCED")).toHaveLength(1);
  });

  it("is taken in though its neighbours are malformed, and they are errors in the log", async () => {
    const [first, second] = [newMail(), newMail()];
    const one = feedbackInstance();
    await one.tell("planted@visitors.example", first.sent, { eventType: "Bounce", planted: 1 }, second.sent);
    expect(one.reasons()).toEqual([
      "failed MALFORMED_EVENT",
      "answered SENT",
      "failed MALFORMED_EVENT",
      "answered SENT",
    ]);
    expect(one.lines()[0]).toMatchObject({ level: "ERROR", message: "feedback: failed", Decisions: 1 });
    expect([await counted(first.day), await counted(second.day)]).toMatchObject([{ sent: 1 }, { sent: 1 }]);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["no records", {}],
    ["records that are none", { Records: "planted" }],
    ["a record that is null", { Records: [null] }],
    ["a record of another service", { Records: [{ eventSource: "aws:sqs", body: "planted" }] }],
    ["a message that is no text", { Records: [{ Sns: { Message: { eventType: "Send" } } }] }],
  ])("is an error in the log when it is no event of SNS, and not told again: %s", async (_, event) => {
    const one = feedbackInstance();
    await one.invoke(event);
    expect(one.reasons()).toEqual(["failed MALFORMED_EVENT"]);
    expect(world.calls).toEqual([]);
  });
});

/** Every way in which SES's events come to a function, around one of them. */
const WAYS: readonly (readonly [string, (told: Readonly<Record<string, unknown>>) => unknown])[] = [
  ["SNS", (told) => snsEvent(told)],
  ["EventBridge", (told) => eventBridgeEvent(told)],
  ["EventBridge, through SNS", (told) => snsEvent(eventBridgeEvent(told))],
  ["SQS, from SNS", (told) => sqsEvent(inNotification(told))],
  ["SQS, from SNS, raw", (told) => sqsEvent(JSON.stringify(told))],
  ["SQS, from EventBridge", (told) => sqsEvent(JSON.stringify(eventBridgeEvent(told)))],
  ["SQS, from EventBridge through SNS", (told) => sqsEvent(inNotification(eventBridgeEvent(told)))],
];

describe.each(WAYS)("by %s", (way, around) => {
  const isQueue = way.startsWith("SQS");
  const OVER = isQueue ? { batchItemFailures: [] } : undefined;

  it("what became of a mail is counted and remembered", async () => {
    const { day, sent, bounced, complained } = newMail();
    const one = feedbackInstance();
    for (const told of [sent, bounced, complained]) expect(await one.invoke(around(told))).toEqual(OVER);
    expect(await counted(day)).toEqual({ sent: 1, bounced: 1, complained: 1 });
    expect(one.reasons()).toEqual(["answered SENT", "answered BOUNCED", "answered COMPLAINED"]);
  });

  it("what else SES tells is ignored, and what it never tells is an error in the log", async () => {
    const one = feedbackInstance();
    expect(await one.invoke(around({ ...newMail().sent, eventType: "Open" }))).toEqual(OVER);
    expect(await one.invoke(around({ eventType: "Bounce" }))).toEqual(OVER);
    expect(one.reasons()).toEqual(["answered IGNORED", "failed MALFORMED_EVENT"]);
  });

  it("what cannot be taken in now is told again", async () => {
    const { sent } = newMail();
    const one = feedbackInstance();
    world.setFault("dynamodb", "error");
    const telling = one.invoke(around(sent));
    if (isQueue) {
      expect(await telling).toEqual({ batchItemFailures: [{ itemIdentifier: "message-0" }] });
    } else await expect(telling).rejects.toThrow(NOT_TAKEN_IN(1));
    expect(one.reasons()).toEqual(["failed UNAVAILABLE"]);
  });
});

describe("a batch of SQS", () => {
  it("names what is to come again, and nothing else", async () => {
    const [first, second] = [newMail(), newMail()];
    const suppressed = bounce({ bounceSubType: "OnAccountSuppressionList" });
    const one = feedbackInstance();
    world.setFault("dynamodb", "error");
    const bodies = [first.sent, { eventType: "Open" }, "planted", second.bounced, suppressed];
    const event = sqsEvent(...bodies.map((told) => (typeof told === "string" ? told : inNotification(told))));
    expect(await one.invoke(event)).toEqual({
      batchItemFailures: [0, 3, 4].map((index) => ({ itemIdentifier: `message-${index}` })),
    });
    world.behave();
    expect(await one.invoke(event)).toEqual({ batchItemFailures: [] });
    expect([await counted(first.day), await counted(second.day)]).toMatchObject([
      { sent: 1 },
      { bounced: 1 },
    ]);
  });

  it("may be empty", async () => {
    expect(await feedbackInstance().invoke({ Records: [] })).toEqual({ batchItemFailures: [] });
  });
});

it("what EventBridge tells of SES beside mails is ignored", async () => {
  const one = feedbackInstance();
  await one.invoke(eventBridgeEvent({}, "Advisor Recommendation Status Open"));
  await one.invoke(sqsEvent("Successfully validated SNS topic for Amazon SES event publishing."));
  expect(one.reasons()).toEqual(["answered IGNORED", "answered IGNORED"]);
});

describe("what its role must allow", () => {
  const [PUT, UPDATE, SECRET] = ["PutItem", "UpdateItem", "GetSecretValue"];
  const called = () => world.actions().map((action) => action.replace(/^.*:/, ""));

  it("for a mail that was sent: to count", async () => {
    await feedbackInstance().tell(newMail().sent);
    expect(called()).toEqual([PUT, UPDATE, PUT, UPDATE]);
  });

  it("for one that came back: to remember whom it was for, and to count", async () => {
    await feedbackInstance().tell(newMail().bounced);
    expect(called()).toEqual([SECRET, PUT, PUT, UPDATE, PUT, UPDATE]);
    const tables = world.calls.flatMap(({ body }) => (body as { TableName?: string }).TableName ?? []);
    expect(new Set(tables)).toEqual(new Set([world.env.SIGNUP_TABLE]));
  });

  it("nothing, for what nothing follows from", async () => {
    await feedbackInstance().tell({ eventType: "Delivery" }, "planted", bounce({ bounceType: "Transient" }));
    expect(world.calls).toEqual([]);
  });

  it("and no address stands in the table", async () => {
    const { bounced, complained } = newMail();
    await feedbackInstance().tell(bounced, complained);
    expect(JSON.stringify(await world.items())).not.toMatch(/planted|visitors|@|site\.example/i);
  });
});

describe("when a part is out of reach", () => {
  it.each(["dynamodb", "secrets"] as const)(
    "it fails, so that it is told again, after all others were taken in: %s",
    async (part) => {
      const [first, second] = [newMail(), newMail()];
      const one = feedbackInstance();
      world.setFault(part, "error");
      await expect(one.tell(first.bounced, { eventType: "Open" }, second.bounced)).rejects.toThrow(
        NOT_TAKEN_IN(2),
      );
      expect(one.reasons()).toEqual(["failed UNAVAILABLE", "answered IGNORED", "failed UNAVAILABLE"]);
      expect(await world.behave()).toBeUndefined();
      one.clock.advanceSeconds(60);
      await one.tell(first.bounced, { eventType: "Open" }, second.bounced);
      expect(one.reasons().slice(3)).toEqual(["answered BOUNCED", "answered IGNORED", "answered BOUNCED"]);
      expect([await counted(first.day), await counted(second.day)]).toMatchObject([
        { bounced: 1 },
        { bounced: 1 },
      ]);
    },
  );

  it("what it throws, which nobody redacts, holds nothing but that", async () => {
    world.setFault("dynamodb", "reject");
    const thrown = await feedbackInstance()
      .tell(newMail().bounced)
      .then(
        () => expect.fail("nothing was thrown"),
        (error: Error) => error,
      );
    expect(thrown).toMatchObject({ name: "TellAgain", message: NOT_TAKEN_IN(1) });
    expect(thrown).not.toHaveProperty("cause");
  });
});

describe("no line holds an address, or anything of a mail", () => {
  it.each(["debug", "info", "warn", "error"])(
    "whatever is told and whatever fails: %s",
    async (LOG_LEVEL) => {
      const one = feedbackInstance({ LOG_LEVEL });
      const everything = () => {
        const { sent, bounced, complained } = newMail();
        return [sent, bounced, complained, "planted", { ...bounced, mail: { planted: "planted" } }];
      };
      await one.tell(...everything());
      for (const part of ["dynamodb", "secrets"] as const) {
        for (const mode of FAULT_MODES.filter((each) => each !== "timeout" && each !== "ok")) {
          world.setFault(part, mode);
          one.clock.advanceSeconds(60);
          await expect(feedbackInstance({ LOG_LEVEL }, one.clock).tell(...everything())).rejects.toThrow();
        }
        world.behave();
      }
      // What was planted is searched for in every captured line when this file ends; this is not what is planted there.
      expect(one.raw.join()).not.toContain(HASH_KEY);
      expect(one.raw.join()).not.toMatch(/site\.example|mail-\d/);
    },
  );
});

describe("wrong settings", () => {
  const WRONG = {
    AWS_REGION: "planted region",
    SIGNUP_TABLE: "planted table",
    EMAIL_HASH_SECRET_ARN: "planted secret",
    LOG_LEVEL: "planted",
  };

  it("are logged all at once without a value, and each event is to be told again", async () => {
    const { lines, tell, decisions } = feedbackInstance(WRONG);
    const { faults } = lines()[0] as unknown as { faults: Record<string, string>[] };
    expect(faults.map(({ setting }) => setting)).toEqual(Object.keys(WRONG));
    await expect(tell(send())).rejects.toThrow("the settings are wrong");
    expect(decisions()).toMatchObject([{ outcome: "failed", reason: "CONFIGURATION_ERROR" }]);
  });
});
