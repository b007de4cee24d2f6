import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { FaultMode } from "../../local/faults.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbClaims } from "../../src/stores/dynamodb-claims.ts";
import { type Aws, RATE_TABLE, startAws } from "../support/aws.ts";

const NOW = 1_703_844_000;
const EXPIRES = NOW + 3_900;
const KEY = "ip#203.0.113.10#hour#473290#slot#1";

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());
beforeEach(() => aws.forget());
afterEach(() => {
  aws.setFault("dynamodb", "ok");
  vi.restoreAllMocks();
});

const open = (timeoutMs?: number) =>
  dynamoDbClaims(
    dynamoDbTable({
      ...aws.connection("dynamodb"),
      tableName: RATE_TABLE,
      ...(timeoutMs !== undefined && { timeoutMs }),
    }),
  );

describe("dynamoDbClaims", () => {
  it("keeps items of exactly pk (S) and ttl (N, seconds)", async () => {
    const store = open();
    await store.claim(KEY, NOW, EXPIRES);
    expect(await aws.items()).toEqual([{ pk: { S: KEY }, ttl: { N: String(EXPIRES) } }]);
    await store.release(KEY, NOW);
    expect(await aws.items()).toEqual([{ pk: { S: KEY }, ttl: { N: String(NOW - 60) } }]);
  });

  it("claims by one PutItem whose condition compares the expiry, and releases by one without", async () => {
    const store = open();
    await store.claim(KEY, NOW, EXPIRES);
    await store.release(KEY, NOW);
    expect(aws.calls).toEqual([
      {
        action: "dynamodb:PutItem",
        body: {
          TableName: RATE_TABLE,
          Item: { pk: { S: KEY }, ttl: { N: String(EXPIRES) } },
          ConditionExpression: "attribute_not_exists(pk) OR #ttl <= :now",
          ExpressionAttributeNames: { "#ttl": "ttl" },
          ExpressionAttributeValues: { ":now": { N: String(NOW) } },
        },
      },
      {
        action: "dynamodb:PutItem",
        body: { TableName: RATE_TABLE, Item: { pk: { S: KEY }, ttl: { N: String(NOW - 60) } } },
      },
    ]);
  });

  it.each<FaultMode>(["reject", "error", "throttle", "unauthorized", "timeout", "drop"])(
    "is Unavailable when DynamoDB answers with %s, after one attempt",
    async (mode) => {
      const store = open(200);
      aws.setFault("dynamodb", mode);
      const claim = store.claim("faulty#claim", NOW, EXPIRES);
      await expect(claim).rejects.toMatchObject({ part: "dynamodb", cause: expect.any(Error) });
      await expect(claim).rejects.toBeInstanceOf(Unavailable);
      await expect(store.release("faulty#release", NOW)).rejects.toBeInstanceOf(Unavailable);
      expect(aws.actions()).toEqual(["dynamodb:PutItem", "dynamodb:PutItem"]);
    },
  );

  it("is Unavailable when nobody listens", async () => {
    const connection = { ...aws.connection("dynamodb"), endpoint: "http://127.0.0.1:1" };
    const store = dynamoDbClaims(dynamoDbTable({ ...connection, tableName: RATE_TABLE }));
    await expect(store.claim(KEY, NOW, EXPIRES)).rejects.toBeInstanceOf(Unavailable);
  });

  it("gives each call one second, unless told otherwise", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");
    await open().claim("timed#1", NOW, EXPIRES);
    await open(250).release("timed#1", NOW);
    expect(timeout.mock.calls).toEqual([[1_000], [250]]);
  });
});
