import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FaultMode } from "../../local/faults.ts";
import { serveHttp } from "../../src/functions/serve-http.ts";
import type { ClaimStore } from "../../src/stores/claim-store.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbClaims } from "../../src/stores/dynamodb-claims.ts";
import { type Aws, RATE_TABLE, startAws } from "../support/aws.ts";
import { testClock } from "../support/clock.ts";
import { contactInstance } from "../support/contact-instance.ts";
import { eventV2, replyOf } from "../support/events.ts";
import { jsonAsk } from "../support/exchange.ts";
import { CONTEXT, testHost } from "../support/host.ts";
import { type RealFormOptions, realForm } from "../support/real-form.ts";

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());
beforeEach(() => aws.forget());
afterEach(() => {
  aws.setFault("ses", "ok");
  aws.setFault("dynamodb", "ok");
});

/** No two tests share a caller. */
let callers = 0;
const newCaller = () => {
  callers += 1;
  return `198.51.100.${callers}`;
};

/** One instance of the function, as deployed. */
function instance({ limit = 5, clock = testClock(), env = {} } = {}) {
  const { send, ...log } = contactInstance(aws, { IP_LIMIT_PER_HOUR: String(limit), ...env }, clock);
  return { ...log, send: (from: string) => send(jsonAsk({}, { from })) };
}

/** The same form, with parts that a test need not wait for or that are broken on purpose. */
function prepared({ limit = 5, ...parts }: { limit?: number } & Partial<RealFormOptions> = {}) {
  const log = testHost({});
  const form = realForm({
    dynamodb: aws.connection("dynamodb"),
    ses: aws.connection("ses"),
    tableName: RATE_TABLE,
    limitPerHour: limit,
    ...parts,
  });
  const handler = serveHttp(log.host, { LOG_LEVEL: "info", METRICS_NAMESPACE: "Postern" }, form);
  const send = async (from: string) => replyOf(await handler(eventV2(jsonAsk({}, { from })), CONTEXT));
  return { ...log, send };
}

const stepOf = (log: Pick<ReturnType<typeof testHost>, "decisions">, check: string) =>
  log
    .decisions()
    .at(-1)
    ?.trail.find((step) => step.check === check);

describe("a mail that surely was not sent", () => {
  it.each<FaultMode>(["reject", "throttle", "unauthorized"])(
    "gives its slot back: SES says %s",
    async (mode) => {
      const caller = newCaller();
      const one = instance({ limit: 1 });
      aws.setFault("ses", mode);
      expect((await one.send(caller)).status).toBe(500);
      expect(one.decisions().at(-1)).toMatchObject({ outcome: "failed", reason: "SEND_FAILED" });
      expect(stepOf(one, "hourly-limit")).toMatchObject({ verdict: "passed", undone: "not-sent" });
      expect(one.lines().at(-1)?.level).toBe("ERROR");

      aws.setFault("ses", "ok");
      expect((await one.send(caller)).status).toBe(200);
      expect((await one.send(caller)).status).toBe(429);
      expect(new Set(aws.actions())).toEqual(new Set(["dynamodb:PutItem", "ses:SendEmail"]));
    },
  );

  it("gives its slot back when nobody listens at SES", async () => {
    const caller = newCaller();
    const one = instance({ env: { AWS_ENDPOINT_URL_SESV2: "http://127.0.0.1:1" } });
    expect((await one.send(caller)).status).toBe(500);
    expect(stepOf(one, "hourly-limit")).toMatchObject({ undone: "not-sent" });
  });

  it("gives its slot to another instance, whose clock is 5 seconds behind", async () => {
    const caller = newCaller();
    const clock = testClock();
    clock.advanceSeconds(100);
    const behind = testClock();
    behind.advanceSeconds(95);
    const [one, other] = [instance({ limit: 1, clock }), instance({ limit: 1, clock: behind })];
    aws.setFault("ses", "reject");
    await one.send(caller);
    aws.setFault("ses", "ok");
    expect((await other.send(caller)).status).toBe(200);
    expect((await one.send(caller)).status).toBe(429);
  });

  it("cannot give its slot back while DynamoDB is down: the decision says so", async () => {
    const store = dynamoDbClaims(dynamoDbTable({ ...aws.connection("dynamodb"), tableName: RATE_TABLE }));
    const slots: ClaimStore = {
      claim: store.claim,
      release: (...slot) => {
        aws.setFault("dynamodb", "error");
        return store.release(...slot);
      },
    };
    const one = prepared({ slots });
    aws.setFault("ses", "reject");
    expect((await one.send(newCaller())).status).toBe(500);
    expect(stepOf(one, "hourly-limit")).toMatchObject({ verdict: "passed", error: { name: "Unavailable" } });
    expect(stepOf(one, "hourly-limit")).not.toHaveProperty("undone");
    expect(one.lines().at(-1)?.level).toBe("ERROR");
  });
});

describe("a mail that may have been sent", () => {
  it.each<FaultMode>(["error", "drop", "timeout"])("keeps its slot: %s", async (mode) => {
    const caller = newCaller();
    const one = prepared({ limit: 1, ...(mode === "timeout" && { mailTimeoutMs: 100 }) });
    aws.setFault("ses", mode);
    expect((await one.send(caller)).status).toBe(500);
    expect(one.decisions().at(-1)).toMatchObject({ outcome: "unknown", reason: "SEND_FAILED" });
    expect(stepOf(one, "hourly-limit")).not.toHaveProperty("undone");
    expect(one.lines().at(-1)?.level).toBe("ERROR");
    expect(aws.actions(), "one attempt: SES knows no idempotency key").toEqual([
      "dynamodb:PutItem",
      "ses:SendEmail",
    ]);

    aws.setFault("ses", "ok");
    expect((await one.send(caller)).status).toBe(429);
    expect((await prepared({ limit: 1 }).send(caller)).status).toBe(429);
  });
});

describe("when DynamoDB fails", () => {
  it.each<FaultMode>(["reject", "error", "throttle", "unauthorized", "drop", "timeout"])(
    "the form stays open, on a limit of this instance with the same number: %s",
    async (mode) => {
      const caller = newCaller();
      const one = prepared({ limit: 2, storeTimeoutMs: 100 });
      aws.setFault("dynamodb", mode);
      const statuses = [];
      for (let i = 0; i < 4; i += 1) statuses.push((await one.send(caller)).status);
      expect(statuses).toEqual([200, 200, 429, 429]);
      for (const { level, degraded, trail } of one.decisions().filter(({ outcome }) => outcome === "sent")) {
        expect(level).toBe("ERROR");
        expect(degraded).toEqual(["the rate table is out of reach: this instance counts by itself"]);
        const step = trail.find(({ check }) => check === "hourly-limit");
        expect(step).toMatchObject({ error: { name: "Unavailable" } });
      }
      expect(one.decisions().filter(({ outcome }) => outcome === "sent")).toHaveLength(2);
      expect(aws.mails()).toHaveLength(2);
      expect((await one.send(newCaller())).status, "another caller").toBe(200);
    },
  );

  it("the decisions are counted as degraded", async () => {
    const one = instance();
    aws.setFault("dynamodb", "error");
    await one.send(newCaller());
    expect(one.lines().at(-1)).toMatchObject({ Degraded: 1, gate: "contact", outcome: "sent" });
  });

  it("a mail that was not sent gives its slot here back", async () => {
    const caller = newCaller();
    const one = instance({ limit: 1 });
    aws.setFault("dynamodb", "error");
    aws.setFault("ses", "reject");
    expect((await one.send(caller)).status).toBe(500);
    aws.setFault("ses", "ok");
    expect((await one.send(caller)).status).toBe(200);
    expect((await one.send(caller)).status).toBe(429);
  });

  it("the table counts again as soon as it can be asked, and this instance does not begin anew", async () => {
    const caller = newCaller();
    const one = instance({ limit: 2 });
    aws.setFault("dynamodb", "error");
    expect((await one.send(caller)).status).toBe(200);
    aws.setFault("dynamodb", "ok");
    expect((await one.send(caller)).status).toBe(200);
    expect(one.decisions().at(-1)).not.toHaveProperty("degraded");
    expect((await one.send(caller)).status).toBe(429);
  });
});

describe("when something of ours breaks", () => {
  it("the answer is INTERNAL_ERROR without detail, nothing is sent, and the log has the error", async () => {
    const broken = async () => {
      throw new TypeError("planted@visitors.example broke the store");
    };
    const one = prepared({ slots: { claim: broken, release: broken } });
    const reply = await one.send(newCaller());
    expect(reply.status).toBe(500);
    expect(JSON.parse(reply.body)).toEqual({
      success: false,
      error: "INTERNAL_ERROR",
      message: expect.not.stringContaining("store"),
    });
    expect(one.lines().at(-1)?.level).toBe("ERROR");
    expect(one.decisions().at(-1)).toMatchObject({
      outcome: "failed",
      reason: "INTERNAL_ERROR",
      error: { name: "TypeError", message: "[address] broke the store" },
    });
    expect(aws.actions(), "a bug is not an outage: nothing is sent").toEqual([]);
  });
});
