import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FAULT_MODES } from "../../local/faults.ts";
import { type Aws, RATE_TABLE, startAws } from "../support/aws.ts";
import { testClock } from "../support/clock.ts";
import { contactInstance } from "../support/contact-instance.ts";
import { eventV1, eventV2 } from "../support/events.ts";
import { formAsk, jsonAsk, type Reply } from "../support/exchange.ts";
import { CASES } from "./cases.ts";

/** All that the function's role may do. */
const ROLE = ["dynamodb:PutItem", "ses:SendEmail"];

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

/** What was called by one request. */
async function callsOf(sending: () => Promise<Reply>) {
  const before = aws.calls.length;
  const { status } = await sending();
  return { status, actions: aws.actions().slice(before) };
}

describe("on the wire", () => {
  it("an accepted message is one write and one mail, a refused one is at most its slots, refused again nothing", async () => {
    const from = "192.0.2.1";
    const warm = contactInstance(aws);
    for (let i = 0; i < 5; i += 1) {
      expect(await callsOf(() => warm.send(jsonAsk({}, { from })))).toEqual({ status: 200, actions: ROLE });
    }
    expect(await callsOf(() => warm.send(jsonAsk({}, { from })))).toEqual({ status: 429, actions: [] });

    const cold = contactInstance(aws);
    const learning = await callsOf(() => cold.send(jsonAsk({}, { from })));
    expect(learning).toEqual({ status: 429, actions: Array(5).fill("dynamodb:PutItem") });
    expect(await callsOf(() => cold.send(jsonAsk({}, { from })))).toEqual({ status: 429, actions: [] });
    expect(await callsOf(() => cold.send(formAsk({}, { from })))).toEqual({ status: 303, actions: [] });
  });

  it("what is refused before the limit calls nobody", async () => {
    const instance = contactInstance(aws);
    for (const { ask } of CASES.filter(({ decided: [outcome] }) => outcome !== "sent"))
      await instance.send(ask);
    expect(aws.calls).toEqual([]);
  });

  it("an item is exactly pk (S) and ttl (N, seconds), under the key of the issue", async () => {
    await contactInstance(aws).send(jsonAsk());
    const item = {
      pk: { S: "ip#203.0.113.10#hour#473290#slot#1" },
      ttl: { N: String(473_291 * 3_600 + 300) },
    };
    const [write] = aws.calls;
    expect(write?.body).toMatchObject({ TableName: RATE_TABLE, Item: item });
    expect(await aws.items()).toContainEqual(item);
  });

  it("nothing is ever called but PutItem and SendEmail, whatever happens", async () => {
    const clock = testClock();
    const instance = contactInstance(aws, {}, clock);
    for (const { ask } of CASES) {
      clock.advanceSeconds(3_600);
      await instance.receive(eventV1(ask));
      await instance.receive(eventV2(ask));
    }
    const quick = FAULT_MODES.filter((mode) => mode !== "timeout");
    for (const ses of quick) {
      for (const dynamodb of quick) {
        aws.setFault("ses", ses);
        aws.setFault("dynamodb", dynamodb);
        clock.advanceSeconds(3_600);
        await instance.send(jsonAsk());
        await instance.send(formAsk());
      }
    }
    expect(aws.calls.length).toBeGreaterThan(100);
    expect(aws.actions().filter((action) => !ROLE.includes(action))).toEqual([]);
    const writes = aws.calls.filter(({ action }) => action === "dynamodb:PutItem");
    const tables = writes.map(({ body }) => (body as { TableName: string }).TableName);
    expect(new Set(tables)).toEqual(new Set([RATE_TABLE]));
  });
});
