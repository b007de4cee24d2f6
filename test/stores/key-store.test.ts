import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbKeys } from "../../src/stores/dynamodb-keys.ts";
import type { KeyRecord, KeyRegistry } from "../../src/stores/key-store.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { redisKeys } from "../../src/stores/redis-keys.ts";
import { connectionTo, ENGINES, type Engine, patientTable, TABLE_NAME } from "./support/engines.ts";
import { itemOf } from "./support/items.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";

let hashes = 0;
const newHash = () => {
  hashes += 1;
  return hashes.toString(16).padStart(64, "0");
};
const RECORD: KeyRecord = {
  id: "7f3k9q2mxd",
  name: "Päss \"&' partner",
  plan: "demo",
  createdAtMs: 1_700_000_000_000,
};

/** What every registry of keys does. */
function contract(open: () => KeyRegistry) {
  let keys: KeyRegistry;
  beforeAll(() => {
    keys = open();
  });

  it("finds what was put, all of it, and nothing else", async () => {
    const hash = newHash();
    const full = {
      ...RECORD,
      override: { ratePerSecond: 0.5, quota: { limit: 5, period: "week", offset: 1 } },
      expiresAtMs: 1_700_000_000_001,
      disabledAtMs: 1_700_000_000_002,
    } satisfies KeyRecord;
    expect(await keys.find(hash)).toBeUndefined();
    await keys.put({ hash, record: full });
    expect(await keys.find(hash)).toEqual(full);
    expect(await keys.find(newHash())).toBeUndefined();
  });

  it("puts over what was read, and not over what somebody else has written since", async () => {
    const hash = newHash();
    await keys.put({ hash, record: { ...RECORD, override: undefined } });
    const read = await keys.find(hash);
    const disabled = { ...RECORD, disabledAtMs: 1 };
    expect(await keys.put({ hash, record: disabled }, read)).toBe(true);
    expect(await keys.put({ hash, record: { ...RECORD, expiresAtMs: 2 } }, read)).toBe(false);
    expect(await keys.find(hash)).toEqual(disabled);
    expect(await keys.put({ hash, record: RECORD })).toBe(true);
    expect(await keys.put({ hash: newHash(), record: RECORD }, RECORD), "one that is not there").toBe(false);
  });

  it("lists every key, more than a page of them", async () => {
    const many = Array.from({ length: 300 }, newHash);
    const record = { ...RECORD, name: "x".repeat(5_000) };
    for (let from = 0; from < many.length; from += 50) {
      await Promise.all(many.slice(from, from + 50).map((hash) => keys.put({ hash, record })));
    }
    const listed = new Set((await keys.list()).map(({ hash }) => hash));
    expect(many.filter((hash) => !listed.has(hash))).toEqual([]);
  });
}

describe("memoryKeys", () => contract(memoryKeys));

describe.each(Object.entries(ENGINES))("dynamoDbKeys %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    contract(() => dynamoDbKeys(patientTable(engine)));

    it("keeps items of exactly pk and record, under the hash", async () => {
      const hash = newHash();
      await dynamoDbKeys(patientTable(engine)).put({ hash, record: RECORD });
      const item = await itemOf(engine, `key#${hash}`);
      expect(item).toEqual({ pk: { S: `key#${hash}` }, record: { S: JSON.stringify(RECORD) } });
    });
  });
});

describe.each(ONE_CLIENT)("redisKeys %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    beforeAll(async () => {
      own = await start();
    });
    afterAll(() => own.close());
    contract(() => redisKeys(own.redis));
  });
});

it("is Unavailable when nobody listens", async () => {
  const keys = dynamoDbKeys(dynamoDbTable({ ...connectionTo("http://127.0.0.1:1"), tableName: TABLE_NAME }));
  await expect(keys.find("a")).rejects.toBeInstanceOf(Unavailable);
  await expect(keys.list()).rejects.toBeInstanceOf(Unavailable);
  await expect(keys.put({ hash: "a", record: RECORD })).rejects.toBeInstanceOf(Unavailable);
});
