import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimStore } from "../../src/stores/claim-store.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbClaims } from "../../src/stores/dynamodb-claims.ts";
import { memoryClaims } from "../../src/stores/memory-claims.ts";
import { redisClaims } from "../../src/stores/redis-claims.ts";
import { type Aws, RATE_TABLE, startAws } from "../support/aws.ts";
import { type OwnRedis, REDIS } from "./support/redis-clients.ts";

const NOW = 1_703_844_000;
const EXPIRES = NOW + 3_900;

let keys = 0;
const newKey = () => {
  keys += 1;
  return `contract#${keys}`;
};

/** What every store of slots does. The memory store is the reference. */
function contract(open: () => ClaimStore) {
  let store: ClaimStore;
  beforeAll(() => {
    store = open();
  });

  it("gives a free slot, once", async () => {
    const key = newKey();
    expect(await store.claim(key, NOW, EXPIRES)).toBe(true);
    expect(await store.claim(key, NOW, EXPIRES)).toBe(false);
    expect(await store.claim(key, NOW + 1, EXPIRES + 1)).toBe(false);
  });

  it("keeps slots apart", async () => {
    const [one, other] = [newKey(), newKey()];
    expect(await store.claim(one, NOW, EXPIRES)).toBe(true);
    expect(await store.claim(other, NOW, EXPIRES)).toBe(true);
  });

  it.each([
    ["a second before its expiry", EXPIRES - 1, false],
    ["at its expiry", EXPIRES, true],
    ["after its expiry", EXPIRES + 1, true],
  ])("gives a taken slot again %s: %#", async (_, atSeconds, free) => {
    const key = newKey();
    await store.claim(key, NOW, EXPIRES);
    expect(await store.claim(key, atSeconds, atSeconds + 3_900)).toBe(free);
  });

  it("leaves the expiry of a taken slot as it is when somebody else asks for it", async () => {
    const key = newKey();
    await store.claim(key, NOW, EXPIRES);
    await store.claim(key, NOW, EXPIRES + 10_000);
    expect(await store.claim(key, EXPIRES, EXPIRES + 3_900)).toBe(true);
  });

  it("gives a freed slot again, also to one whose clock is 5 seconds behind, and only once", async () => {
    const key = newKey();
    await store.claim(key, NOW, EXPIRES);
    await store.release(key, NOW);
    expect(await store.claim(key, NOW - 5, EXPIRES)).toBe(true);
    expect(await store.claim(key, NOW, EXPIRES)).toBe(false);
  });

  it.each([
    "ip#2001:db8::/64#hour#473290#slot#1",
    "spaces and \ttabs",
    "quotes ' \" and \\ backslashes",
    "#ttl",
    ":now",
    "ünï😀",
    "{}",
    "__proto__",
    "k".repeat(1_024),
  ])("takes any key: %s", async (key) => {
    expect(await store.claim(key, NOW, EXPIRES)).toBe(true);
    expect(await store.claim(key, NOW, EXPIRES)).toBe(false);
    await store.release(key, NOW);
    expect(await store.claim(key, NOW, EXPIRES)).toBe(true);
  });

  it("gives a slot to exactly one of many who ask at once", async () => {
    const key = newKey();
    const claims = await Promise.all(Array.from({ length: 50 }, () => store.claim(key, NOW, EXPIRES)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it("takes a claim that is over before it begins, and keeps nobody else from it", async () => {
    const key = newKey();
    expect(await store.claim(key, NOW, NOW)).toBe(true);
    expect(await store.claim(key, NOW, EXPIRES)).toBe(true);
  });
}

describe("memoryClaims", () => {
  contract(() => memoryClaims());

  it("forgets the least recent beyond its bound, and never the latest", async () => {
    const store = memoryClaims({ maxClaims: 10 });
    for (let i = 0; i < 1_000; i += 1) await store.claim(`slot#${i}`, NOW, EXPIRES);
    expect(await store.claim("slot#999", NOW, EXPIRES)).toBe(false);
    expect(await store.claim("slot#0", NOW, EXPIRES)).toBe(true);
  });
});

describe("dynamoDbClaims", () => {
  let aws: Aws;
  beforeAll(async () => {
    aws = await startAws();
  });
  afterAll(() => aws.close());
  // A busy machine must not look like an outage: here it may take its time.
  contract(() =>
    dynamoDbClaims(
      dynamoDbTable({ ...aws.connection("dynamodb"), tableName: RATE_TABLE, timeoutMs: 60_000 }),
    ),
  );
});

describe.each(Object.entries(REDIS))("redisClaims %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    beforeAll(async () => {
      own = await start();
    });
    afterAll(() => own.close());
    contract(() => redisClaims(own.redis));
  });
});
