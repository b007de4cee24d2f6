import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbOnce } from "../../src/stores/dynamodb-once.ts";
import type { OnceWork } from "../../src/stores/once-store.ts";
import { HOUR_MS } from "../support/clock.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { itemOf } from "./support/items.ts";
import { recordedEngine } from "./support/recorded.ts";

const workOf = (key: string, token = "a token"): OnceWork => ({
  key,
  fingerprint: `fingerprint under ${token}`,
  token,
  leaseUntilMs: HOUR_MS + 30_001,
  expiresAtMs: HOUR_MS + 600_001,
});
const seconds = (ms: number) => ({ N: String(ms / 1_000) });

describe.each(Object.entries(ENGINES))("what work done once costs %s", (engineName, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    const { calls, actions, engine, table } = recordedEngine(start);

    it("one PutItem each, and a read at most where the engine does not hand back the item", async () => {
      const store = dynamoDbOnce(table());
      const work = workOf("once#costs");
      await store.claim(work, HOUR_MS);
      await store.release(work, HOUR_MS);
      await store.claim(work, HOUR_MS);
      await store.finish(work, HOUR_MS);
      expect(actions()).toEqual(Array(4).fill("dynamodb:PutItem"));
      calls.length = 0;
      expect(await store.claim(workOf("once#costs", "another"), HOUR_MS)).toMatchObject({ as: "done" });
      const reads = engineName === "on dynalite" ? ["dynamodb:GetItem"] : [];
      expect(actions()).toEqual(["dynamodb:PutItem", ...reads]);
    });

    it("keeps items of a known form", async () => {
      const store = dynamoDbOnce(table());
      const work = workOf("once#items");
      const pk = { S: "once#items" };
      const fingerprint = { S: "fingerprint under a token" };
      await store.claim(work, HOUR_MS);
      expect(await itemOf(engine(), "once#items")).toEqual({
        ...{ pk, fingerprint, state: { S: "claimed" }, token: { S: "a token" } },
        leaseUntilMs: { N: String(HOUR_MS + 30_001) },
        ttl: seconds(HOUR_MS + 31_000),
      });
      await store.release(work, HOUR_MS);
      expect(await itemOf(engine(), "once#items")).toEqual({
        ...{ pk, fingerprint, state: { S: "released" }, leaseUntilMs: { N: "0" } },
        ttl: seconds(HOUR_MS - 60_000),
      });
      await store.finish(work, HOUR_MS);
      expect(await itemOf(engine(), "once#items")).toEqual({
        ...{ pk, fingerprint, state: { S: "done" }, expiresAtMs: { N: String(HOUR_MS + 600_001) } },
        ttl: seconds(HOUR_MS + 601_000),
      });
    });

    it("a release of what nobody has claimed leaves no item", async () => {
      await dynamoDbOnce(table()).release(workOf("once#nobody"), HOUR_MS);
      expect(await itemOf(engine(), "once#nobody")).toBeUndefined();
    });
  });
});

describe("between a claim that failed and the read that tells why", () => {
  let engine: Engine;
  beforeAll(async () => {
    const dynalite = ENGINES["on dynalite"];
    if (!dynalite) throw new Error("there is no engine that does not hand back the item");
    engine = await dynalite.start();
  });
  afterAll(() => engine.close());

  /** A table where something happens in between. */
  const withMeanwhile = (meanwhile: () => Promise<unknown>): DynamoDbTable => {
    const table = patientTable(engine);
    return {
      ...table,
      call: async (operation) => {
        const answer = await table.call(operation);
        if (!answer.held) await meanwhile();
        return answer;
      },
    };
  };

  it("a release makes it free: the caller is told to come again, and the fingerprint still tells reuse", async () => {
    const store = dynamoDbOnce(patientTable(engine));
    const mine = workOf("once#released");
    await store.claim(mine, HOUR_MS);
    const table = withMeanwhile(() => store.release(mine, HOUR_MS));
    const found = await dynamoDbOnce(table).claim(workOf("once#released", "another"), HOUR_MS);
    expect(found).toEqual({
      as: "under-way",
      fingerprint: "fingerprint under a token",
      leaseUntilMs: HOUR_MS + 1,
    });
  });

  it("the item is deleted: the caller is told to come again, and not that its key was used by another", async () => {
    const plain = patientTable(engine);
    await dynamoDbOnce(plain).claim(workOf("once#deleted"), HOUR_MS);
    const command = new DeleteItemCommand({ TableName: plain.name, Key: { pk: { S: "once#deleted" } } });
    const table = withMeanwhile(() => plain.call((client, limit) => client.send(command, limit)));
    const found = await dynamoDbOnce(table).claim(workOf("once#deleted", "another"), HOUR_MS);
    expect(found).toEqual({
      as: "under-way",
      fingerprint: "fingerprint under another",
      leaseUntilMs: HOUR_MS + 1,
    });
  });
});
