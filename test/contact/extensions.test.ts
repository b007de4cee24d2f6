import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbControls } from "../../src/stores/dynamodb-controls.ts";
import { type Aws, MESSAGE_TABLE, QUEUE_URL, RATE_TABLE, startAws } from "../support/aws.ts";
import { testClock } from "../support/clock.ts";
import { contactInstance } from "../support/contact-instance.ts";
import { type Ask, formAsk, jsonAsk } from "../support/exchange.ts";
import { patiently } from "../support/patience.ts";
import { VISITOR } from "../support/planted.ts";

/*
 * What an owner may switch on for the contact form, through the whole function and down to the wire of DynamoDB and SES.
 */

let aws: Aws;
beforeAll(async () => {
  patiently();
  aws = await startAws();
});
afterAll(() => aws.close());
let hour = 0;
const clock = testClock();
beforeEach(() => {
  // So that no test meets what another has left: a day further each time.
  clock.set(testClock().nowMs() + hour++ * 86_400_000);
  aws.forget();
});
afterEach(() => {
  aws.setFault("ses", "ok");
  aws.setFault("dynamodb", "ok");
});

const instance = (env: Readonly<Record<string, string>>) =>
  contactInstance(aws, { IP_LIMIT_PER_HOUR: "100", ...env }, clock);

const SENT = { status: 200, success: true };
async function told(answering: Promise<{ status: number; body: string; headers: object }>) {
  const { status, body } = await answering;
  return { status, ...(JSON.parse(body) as object) };
}

const withKey = (key: string, message = "Good day"): Ask => {
  const asked = jsonAsk({ message });
  return { ...asked, headers: { ...asked.headers, "idempotency-key": key } };
};

const today = () => new Date(clock.nowMs()).toISOString().slice(0, 10);
const kept = async (as: string) =>
  (await aws.messages()).filter(({ pk, sk }) => pk?.S?.startsWith(as) && sk?.S?.startsWith(today()));

describe("once", () => {
  const ONCE = { DEDUPLICATION_WINDOW_SECONDS: "600" };

  it("sends the same submission once and answers it the same, by PutItem alone on the table", async () => {
    const { send, decisions } = instance(ONCE);
    const first = await send(jsonAsk());
    const second = await send(jsonAsk());
    expect(second).toEqual(first);
    expect(first.status).toBe(200);
    expect(aws.mails()).toHaveLength(1);
    expect(decisions().map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual([
      "sent SENT",
      "refused REPEATED",
    ]);
    // dynalite does not hand back the item that failed the condition; AWS does, and GetItem is never called there.
    expect(new Set(aws.actions())).toEqual(
      new Set(["dynamodb:PutItem", "ses:SendEmail", "dynamodb:GetItem"]),
    );
  });

  it("takes another text, another sender and a form of the same text for what they are", async () => {
    const { send } = instance(ONCE);
    await send(jsonAsk({ message: "one" }));
    await send(jsonAsk({ message: "two" }));
    await send(jsonAsk({ message: "two", email: "somebody.else@visitors.example" }));
    expect(aws.mails()).toHaveLength(3);
    expect((await send(formAsk({ message: "two" }))).status).toBe(303);
    expect(aws.mails()).toHaveLength(3);
  });

  it("holds for ten minutes and no longer", async () => {
    const { send } = instance(ONCE);
    await send(jsonAsk());
    clock.advanceSeconds(599);
    await send(jsonAsk());
    expect(aws.mails()).toHaveLength(1);
    clock.advanceSeconds(1);
    await send(jsonAsk());
    expect(aws.mails()).toHaveLength(2);
  });

  it("holds across instances, and of many at once one is sent", async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => instance(ONCE).send(jsonAsk())));
    expect(aws.mails()).toHaveLength(1);
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
    for (const { status, body, headers } of replies.filter(({ status }) => status !== 200)) {
      expect(status).toBe(409);
      // The 15 seconds that the function has left, and ten for clocks that differ.
      expect(JSON.parse(body)).toMatchObject({ error: "UNDER_WAY", retryAfterSeconds: 25 });
      expect(headers["retry-after"]).toBe("25");
    }
  });

  it("a repeated submission uses its slot of the hourly limit", async () => {
    const { send } = instance({ ...ONCE, IP_LIMIT_PER_HOUR: "2" });
    await send(jsonAsk());
    await send(jsonAsk());
    expect(await told(send(jsonAsk({ message: "another" })))).toMatchObject({ status: 429 });
  });

  it("goes by the Idempotency-Key, refuses it for another text and refuses what is none", async () => {
    const { send } = instance(ONCE);
    expect(await told(send(withKey("a-key")))).toMatchObject(SENT);
    expect(await told(send(withKey("a-key")))).toMatchObject(SENT);
    expect(await told(send(withKey("a-key", "another text")))).toMatchObject({
      status: 422,
      error: "KEY_REUSED",
    });
    expect(await told(send(withKey("two words")))).toMatchObject({
      status: 400,
      error: "INVALID_IDEMPOTENCY_KEY",
    });
    expect(aws.mails()).toHaveLength(1);
  });

  it("lets what surely was not sent be tried again at once", async () => {
    const { send } = instance(ONCE);
    aws.setFault("ses", "reject");
    expect(await told(send(jsonAsk()))).toMatchObject({ status: 500 });
    aws.setFault("ses", "ok");
    expect(await told(send(jsonAsk()))).toMatchObject(SENT);
    expect(aws.mails()).toHaveLength(1);
  });

  it("is off unless it is set: each of the same is sent, and a key means nothing", async () => {
    const { send } = instance({});
    await send(withKey("two words"));
    await send(withKey("two words"));
    expect(aws.mails()).toHaveLength(2);
  });
});

describe("held and archived", () => {
  const HELD = { MESSAGE_TABLE, HOLD_REFUSED_DAYS: "14" };
  const honeypot = jsonAsk({ company: "Cheap Pills Ltd" });

  it("keeps what the honeypot refused with its reason, and answers as if it had been sent", async () => {
    const { send } = instance(HELD);
    const caught = await send(honeypot);
    expect(caught).toEqual(await send(jsonAsk()));
    expect(aws.mails()).toHaveLength(1);
    const [item, ...others] = await kept("held");
    expect(others).toEqual([]);
    expect(item).toMatchObject({ email: { S: VISITOR.email }, reason: { S: "HONEYPOT" } });
  });

  it("keeps no more of them in an hour than it may, and answers all the same", async () => {
    const { send } = instance({ ...HELD, HOLD_LIMIT_PER_HOUR: "3" });
    const replies = await Promise.all(Array.from({ length: 10 }, () => send(honeypot)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await kept("held")).toHaveLength(3);
  });

  it("answers the same when the table is out of reach", async () => {
    const { send, decisions } = instance(HELD);
    aws.setFault("dynamodb", "error");
    expect(await told(send(honeypot))).toMatchObject(SENT);
    expect(decisions()[0]).toMatchObject({ outcome: "refused", reason: "HONEYPOT" });
  });

  it("archives what was sent, when it is to", async () => {
    const { send } = instance({ MESSAGE_TABLE, ARCHIVE_DAYS: "30" });
    await send(jsonAsk());
    await send(honeypot);
    expect(await kept("archived")).toHaveLength(1);
    expect(await kept("held")).toEqual([]);
  });

  it("keeps nothing unless it is set", async () => {
    const { send } = instance({ MESSAGE_TABLE });
    await send(jsonAsk());
    await send(honeypot);
    expect(await kept("held")).toEqual([]);
    expect(await kept("archived")).toEqual([]);
  });
});

describe("the ceiling on money", () => {
  // Two mails at 160 millionths of a dollar.
  const CEILING = { DAILY_SPEND_LIMIT_USD: "0.00032" };

  it("lets so many mails through as the day's money pays for, however many come at once", async () => {
    const { send, decisions } = instance(CEILING);
    const texts = Array.from({ length: 10 }, (_, index) => `text ${index}`);
    const replies = await Promise.all(texts.map((message) => told(send(jsonAsk({ message })))));
    expect(aws.mails()).toHaveLength(2);
    const refused = replies.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(8);
    for (const reply of refused) expect(reply).toMatchObject({ status: 503, error: "SPEND_LIMIT" });
    const lines = decisions() as readonly object[];
    expect(lines.filter((line) => "SpendWarning" in line)).toHaveLength(1);
  });

  it("is fresh the next day", async () => {
    const { send } = instance(CEILING);
    for (const message of ["a", "b", "c"]) await send(jsonAsk({ message }));
    clock.advanceSeconds(86_400);
    expect(await told(send(jsonAsk({ message: "c" })))).toMatchObject(SENT);
    expect(aws.mails()).toHaveLength(3);
  });

  it("gives back what surely was not spent", async () => {
    const { send } = instance(CEILING);
    aws.setFault("ses", "reject");
    for (const message of ["a", "b", "c"]) await send(jsonAsk({ message }));
    aws.setFault("ses", "ok");
    expect(await told(send(jsonAsk()))).toMatchObject(SENT);
  });

  it("holds what comes over it where messages are held", async () => {
    const { send, decisions } = instance({ ...CEILING, MESSAGE_TABLE, HOLD_REFUSED_DAYS: "14" });
    for (const message of ["a", "b", "c"]) expect(await told(send(jsonAsk({ message })))).toMatchObject(SENT);
    expect(aws.mails()).toHaveLength(2);
    expect(decisions().at(-1)).toMatchObject({ outcome: "sent", reason: "HELD" });
    expect(await kept("held")).toMatchObject([{ reason: { S: "SPEND_LIMIT" }, message: { S: "c" } }]);
  });

  it("holds it once, when the same is sent once", async () => {
    const env = { ...CEILING, MESSAGE_TABLE, HOLD_REFUSED_DAYS: "14", DEDUPLICATION_WINDOW_SECONDS: "600" };
    const { send } = instance(env);
    for (const message of ["a", "b", "c", "c"]) {
      expect(await told(send(jsonAsk({ message })))).toMatchObject(SENT);
      clock.advanceSeconds(60);
    }
    expect(await kept("held")).toHaveLength(1);
  });

  it("warns although the mail that reached four fifths was not sent", async () => {
    const { send, decisions } = instance({ DAILY_SPEND_LIMIT_USD: "0.0002" });
    aws.setFault("ses", "drop");
    expect(await told(send(jsonAsk()))).toMatchObject({ status: 500 });
    expect(decisions()[0]).toMatchObject({ outcome: "unknown", SpendWarning: 1 });
  });

  it("sends nothing that nobody can count", async () => {
    const { send } = instance(CEILING);
    aws.setFault("dynamodb", "error");
    expect(await told(send(jsonAsk()))).toMatchObject({ status: 503, error: "SPEND_UNKNOWN" });
    expect(aws.mails()).toEqual([]);
  });
});

describe("a queue", () => {
  const QUEUED = { DELIVERY: "queue", DELIVERY_QUEUE_URL: QUEUE_URL };
  const DIRECT = { DELIVERY_QUEUE_URL: QUEUE_URL };
  const waiting = async () => (await aws.queued()).map((body) => JSON.parse(body).payload.message);
  afterEach(async () => {
    aws.setFault("sqs", "ok");
    aws.account.heal();
    await aws.queued();
  });

  it("has the message before the visitor is thanked, and no mail goes", async () => {
    const { send, decisions } = instance(QUEUED);
    expect(await told(send(jsonAsk({ message: "Größe 😀 \uffff" })))).toMatchObject(SENT);
    expect(await waiting()).toEqual(["Größe 😀 \uffff"]);
    expect(aws.mails()).toEqual([]);
    expect(decisions()[0]).toMatchObject({ outcome: "sent", reason: "QUEUED" });
  });

  it.each(["error", "reject", "throttle", "unauthorized"] as const)(
    "that answers with %s: the visitor is not thanked",
    async (mode) => {
      aws.setFault("sqs", mode);
      expect(await told(instance(QUEUED).send(jsonAsk()))).toMatchObject({
        status: 500,
        error: "SEND_FAILED",
      });
    },
  );

  it.each(["error", "throttle", "unauthorized", "drop"] as const)(
    "takes what SES cannot send when it answers with %s, and the decision is degraded",
    async (mode) => {
      const { send, decisions } = instance(DIRECT);
      aws.setFault("ses", mode);
      expect(await told(send(jsonAsk({ message: mode })))).toMatchObject(SENT);
      expect(await waiting()).toEqual([mode]);
      expect(decisions()[0]).toMatchObject({
        outcome: "sent",
        reason: "QUEUED",
        degraded: ["the mail could not be sent at once: the message waits in the queue"],
      });
    },
  );

  it.each([
    ["a sender that is not verified", { verified: false }],
    ["a recipient that is not verified, in the sandbox", { production: false }],
    ["an account whose sending is paused", { sending: false }],
    ["an account that AWS has shut down", { enforcement: "SHUTDOWN" }],
    ["a quota that is used up", { sentLast24Hours: 50_000 }],
  ])("takes what SES refuses because of %s", async (name, state) => {
    const { send, decisions } = instance({ ...DIRECT, TO_EMAIL: "office@elsewhere.example" });
    expect(aws.account.set({ ses: state })).toBeUndefined();
    expect(await told(send(jsonAsk({ message: name })))).toMatchObject(SENT);
    expect(await waiting()).toEqual([name]);
    expect(decisions()[0]).toMatchObject({ outcome: "sent", reason: "QUEUED" });
  });

  it("does not take what SES will never send", async () => {
    const { send } = instance(DIRECT);
    aws.setFault("ses", "reject");
    expect(await told(send(jsonAsk()))).toMatchObject({ status: 500 });
    expect(await waiting()).toEqual([]);
  });

  it("that may have it counts as such: the claim stays, and the same is not put there twice", async () => {
    const { send, decisions } = instance({ ...DIRECT, DEDUPLICATION_WINDOW_SECONDS: "600" });
    aws.setFault("ses", "throttle");
    aws.setFault("sqs", "drop");
    expect(await told(send(jsonAsk()))).toMatchObject({ status: 500 });
    expect(decisions()[0]).toMatchObject({ outcome: "unknown" });
    aws.setFault("sqs", "ok");
    expect(await told(send(jsonAsk()))).toMatchObject({ status: 409, error: "UNDER_WAY" });
    expect(await waiting()).toHaveLength(1);
  });

  it("takes what comes over the ceiling; and what it takes instead of SES is paid for by whoever sends it", async () => {
    const { send, decisions } = instance({ ...DIRECT, DAILY_SPEND_LIMIT_USD: "0.00016" });
    aws.setFault("ses", "throttle");
    for (const message of ["a", "b", "c"]) await send(jsonAsk({ message }));
    aws.setFault("ses", "ok");
    expect(await told(send(jsonAsk({ message: "paid" })))).toMatchObject(SENT);
    expect(aws.mails()).toHaveLength(1);
    expect(await told(send(jsonAsk({ message: "over" })))).toMatchObject(SENT);
    expect((await waiting()).toSorted()).toEqual(["a", "b", "c", "over"]);
    expect(decisions().at(-1)).toMatchObject({
      reason: "QUEUED",
      degraded: ["the day's ceiling on money is reached"],
    });
  });
});

describe("controls", () => {
  const controls = () =>
    dynamoDbControls(dynamoDbTable({ ...aws.connection("dynamodb"), tableName: RATE_TABLE }));
  afterEach(async () => {
    await controls().setPaused(undefined);
    await controls().unblock(VISITOR.email);
  });

  it("a pause is honoured within a minute, and ends within one", async () => {
    const { send } = instance({ CONTROLS: "true" });
    expect(await told(send(jsonAsk()))).toMatchObject(SENT);
    await controls().setPaused(clock.nowMs());
    clock.advanceSeconds(60);
    const reply = await send(jsonAsk());
    expect(reply.status).toBe(503);
    expect(JSON.parse(reply.body)).toMatchObject({ error: "SERVICE_PAUSED", retryAfterSeconds: 60 });
    expect(reply.headers["retry-after"]).toBe("60");
    await controls().setPaused(undefined);
    clock.advanceSeconds(60);
    expect(await told(send(jsonAsk()))).toMatchObject(SENT);
    expect(aws.mails()).toHaveLength(2);
  });

  it("a blocked sender is answered as if it had been sent, and kept where messages are held", async () => {
    await controls().block(VISITOR.email);
    const { send, decisions } = instance({ CONTROLS: "true", MESSAGE_TABLE, HOLD_REFUSED_DAYS: "14" });
    expect(await told(send(jsonAsk()))).toMatchObject(SENT);
    expect(decisions()[0]).toMatchObject({ outcome: "refused", reason: "BLOCKED_SENDER" });
    expect(aws.mails()).toEqual([]);
    expect(await kept("held")).toMatchObject([{ reason: { S: "BLOCKED_SENDER" } }]);
  });

  it("a blocked sender meets the limit and a pause like everybody, and cannot tell", async () => {
    await controls().block(VISITOR.email);
    const { send } = instance({ CONTROLS: "true", IP_LIMIT_PER_HOUR: "1" });
    await send(jsonAsk());
    expect(await told(send(jsonAsk()))).toMatchObject({ status: 429 });
    await controls().setPaused(clock.nowMs());
    clock.advanceSeconds(60);
    expect(await told(send(jsonAsk()))).toMatchObject({ status: 503, error: "SERVICE_PAUSED" });
  });

  it("nobody looks unless it is set", async () => {
    await controls().setPaused(clock.nowMs());
    expect(await told(instance({}).send(jsonAsk()))).toMatchObject(SENT);
  });
});

describe("the honeypot's name", () => {
  it("is what HONEYPOT_FIELD says, beside hp_ in JSON and in forms; the other name is one that nobody knows", async () => {
    const { send } = instance({ HONEYPOT_FIELD: "fax_number" });
    const withFields = (fields: object): Ask => ({
      ...jsonAsk(),
      body: JSON.stringify({ ...VISITOR, ...fields }),
    });
    for (const caught of [withFields({ fax_number: "5" }), withFields({ hp_topic: "x" })])
      expect(await told(send(caught))).toMatchObject(SENT);
    expect((await send(formAsk({ hp_topic: "x" }))).status).toBe(303);
    expect(aws.mails()).toEqual([]);
    expect(await told(send(withFields({ fax_number: " " })))).toMatchObject(SENT);
    expect(await told(send(withFields({ company: "x" })))).toMatchObject({ error: "INVALID_BODY" });
    expect((await send(formAsk({ fax_number: "5" }))).headers.location).toContain("error=INVALID_BODY");
    expect(aws.mails()).toHaveLength(1);
  });

  it("stands in no answer", async () => {
    for (const env of [{}, { HONEYPOT_FIELD: "fax_number" }]) {
      const { send } = instance(env);
      for (const ask of [jsonAsk({ nobody: "x" }), formAsk({ company: "x" }), jsonAsk({ name: "" })]) {
        const { body, headers } = await send(ask);
        expect(`${body}${JSON.stringify(headers)}`).not.toMatch(/company|fax_number|hp_/);
      }
    }
  });
});

it("says what is wrong with settings that cannot work together", () => {
  for (const [env, setting] of [
    [{ DELIVERY: "queue" }, "DELIVERY"],
    [{ HOLD_REFUSED_DAYS: "7" }, "MESSAGE_TABLE"],
    [{ HONEYPOT_FIELD: "email" }, "HONEYPOT_FIELD"],
    [{ HONEYPOT_FIELD: "a b" }, "HONEYPOT_FIELD"],
    [{ DAILY_SPEND_LIMIT_USD: "free" }, "DAILY_SPEND_LIMIT_USD"],
  ] as const) {
    const { raw } = instance(env);
    expect(raw.join("\n")).toContain(setting);
  }
});
