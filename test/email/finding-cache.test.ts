import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findingCache } from "../../src/email/finding-cache.ts";
import type { Finding } from "../../src/email/verdict.ts";
import { isUnavailable } from "../../src/gate/is-unavailable.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import type { AnswerStore } from "../../src/stores/answer-store.ts";
import { dynamoDbAnswers } from "../../src/stores/dynamodb-answers.ts";
import { memoryAnswers } from "../../src/stores/memory-answers.ts";
import { type Engine, patientTable, startDynalite } from "../stores/support/engines.ts";
import { itemsIn } from "./support/answers.ts";
import { at, sendable } from "./support/asking.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 12);
const HOUR_MS = 3_600_000;
const ADA = sendable("ada@visitors.example");

const DELIVERABLE: Finding = { status: "deliverable", reason: "MAIL_SERVER_FOUND", disposable: false };
const UNDELIVERABLE: Finding = { status: "undeliverable", reason: "NULL_MX", disposable: false };
const RISKY: Finding = { status: "risky", reason: "REMOTE_VERDICT", disposable: false };
const DISPOSABLE: Finding = { status: "risky", reason: "REMOTE_VERDICT", disposable: true };
const UNKNOWN: Finding = { status: "unknown", reason: "NOTHING_AGAINST", disposable: false };

const cacheOn = (store: AnswerStore, secret = "the secret of a test") =>
  findingCache({ store, key: async () => secret });

/** Everything that is asked of a store, and what it was asked with. */
function watched(store: AnswerStore) {
  const keys: string[] = [];
  const texts: string[] = [];
  return {
    keys,
    texts,
    store: {
      find: (key, nowSeconds) => {
        keys.push(key);
        return store.find(key, nowSeconds);
      },
      keep: (key, text, expiresAtSeconds) => {
        keys.push(key);
        texts.push(text);
        return store.keep(key, text, expiresAtSeconds);
      },
    } satisfies AnswerStore,
  };
}

function contract(open: () => AnswerStore) {
  let addresses = 0;
  const someone = () => {
    addresses += 1;
    return sendable(`visitor-${addresses}@visitors.example`);
  };

  it("knows nothing of whom nobody has asked", async () => {
    expect(await cacheOn(open()).find(someone(), at(NOW_MS))).toBeUndefined();
  });

  it.each([
    ["deliverable", DELIVERABLE, 24],
    ["undeliverable", UNDELIVERABLE, 1],
    ["risky", RISKY, 1],
    ["disposable", DISPOSABLE, 7 * 24],
    ["at a throw-away mail server", { ...DISPOSABLE, reason: "THROWAWAY_MAIL_SERVER" as const }, 7 * 24],
    ["disposable and undeliverable", { ...UNDELIVERABLE, disposable: true }, 7 * 24],
  ])("remembers what is %s: to the second", async (_, finding, hours) => {
    const cache = cacheOn(open());
    const address = someone();
    await cache.keep(address, finding, at(NOW_MS));
    const end = NOW_MS + hours * HOUR_MS;
    expect(await cache.find(address, at(NOW_MS))).toEqual(finding);
    expect(await cache.find(address, at(end - 1_000))).toEqual(finding);
    expect(await cache.find(address, at(end))).toBeUndefined();
  });

  it("does not remember what is unknown", async () => {
    const { store, keys } = watched(open());
    await cacheOn(store).keep(someone(), UNKNOWN, at(NOW_MS));
    expect(keys).toEqual([]);
  });

  it("keeps the latest", async () => {
    const cache = cacheOn(open());
    const address = someone();
    await cache.keep(address, UNDELIVERABLE, at(NOW_MS));
    await cache.keep(address, DELIVERABLE, at(NOW_MS));
    expect(await cache.find(address, at(NOW_MS))).toEqual(DELIVERABLE);
  });

  it("takes case for nothing, and dots, tags and domains for something: they are not one mailbox everywhere", async () => {
    const cache = cacheOn(open());
    await cache.keep(sendable("Ada.L@Visitors.Example"), DELIVERABLE, at(NOW_MS));
    expect(await cache.find(sendable("ada.l@visitors.example"), at(NOW_MS))).toEqual(DELIVERABLE);
    for (const other of ["adal@visitors.example", "ada.l+x@visitors.example", "ada.l@x.visitors.example"])
      expect(await cache.find(sendable(other), at(NOW_MS)), other).toBeUndefined();
  });

  it("finds nothing under another secret", async () => {
    const store = open();
    const address = someone();
    await cacheOn(store).keep(address, DELIVERABLE, at(NOW_MS));
    expect(await cacheOn(store, "another secret").find(address, at(NOW_MS))).toBeUndefined();
  });

  it.each([
    "",
    "null",
    "7",
    "[]",
    "{}",
    "not JSON",
    '{"status":"deliverable"',
    '{"status":"deliverable","reason":"MAIL_SERVER_FOUND"}',
    '{"status":"deliverable","reason":"MAIL_SERVER_FOUND","disposable":"no"}',
    '{"status":"deliverable","reason":7,"disposable":false}',
    '{"status":"unknown","reason":"NOTHING_AGAINST","disposable":false}',
    '{"status":"constructor","reason":"NULL_MX","disposable":false}',
    '{"status":"undeliverable","reason":"a reason of another version","disposable":false}',
    '{"status":"undeliverable","reason":"INVALID_SYNTAX","disposable":false}',
    '{"status":"undeliverable","reason":"constructor","disposable":false}',
    '["deliverable","MAIL_SERVER_FOUND",false]',
  ])("takes what it has not written for nothing: %s", async (text) => {
    const own = open();
    const { store, keys } = watched(own);
    const cache = cacheOn(store);
    const address = someone();
    await cache.find(address, at(NOW_MS));
    await own.keep(String(keys[0]), text, NOW_MS / 1_000 + 3_600);
    expect(await cache.find(address, at(NOW_MS))).toBeUndefined();
  });

  it("takes over no more of an entry than a finding", async () => {
    const own = open();
    const { store, keys } = watched(own);
    const cache = cacheOn(store);
    const address = someone();
    await cache.find(address, at(NOW_MS));
    const more = { ...DELIVERABLE, relay: true, canonical: "x", __proto__: { x: 1 } };
    await own.keep(String(keys[0]), JSON.stringify(more), NOW_MS / 1_000 + 3_600);
    expect(await cache.find(address, at(NOW_MS))).toEqual(DELIVERABLE);
  });
}

describe("in memory", () => {
  contract(() => memoryAnswers());
});

describe("in DynamoDB", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startDynalite();
  });
  afterAll(() => engine.close());
  contract(() => dynamoDbAnswers(patientTable(engine)));

  it("has nothing in it that tells an address", async () => {
    await cacheOn(dynamoDbAnswers(patientTable(engine))).keep(ADA, DELIVERABLE, at(NOW_MS));
    const items = await itemsIn(engine);
    expect(items.length).toBeGreaterThan(0);
    for (const { pk } of items) expect(pk?.S).toMatch(/^email#[0-9a-f]{32}$/);
    expect(JSON.stringify(items)).not.toMatch(/visitor|example/i);
  });
});

describe("the keys in the store", () => {
  const keyOf = async (text: string, secret: string) => {
    const { store, keys } = watched(memoryAnswers());
    await cacheOn(store, secret).find(sendable(text), at(NOW_MS));
    return String(keys[0]);
  };

  it("are keyed hashes of the address, different under different secrets", async () => {
    const one = await keyOf("ada@visitors.example", "secret one");
    expect(one).toMatch(/^email#[0-9a-f]{32}$/);
    expect(await keyOf("ada@visitors.example", "secret one")).toBe(one);
    expect(await keyOf("ada@visitors.example", "secret two")).not.toBe(one);
    expect(await keyOf("adb@visitors.example", "secret one")).not.toBe(one);
  });

  it("never run into each other", async () => {
    const locals = fc.array(fc.string({ unit: fc.constantFrom(..."ab#"), minLength: 1, maxLength: 4 }), {
      minLength: 2,
      maxLength: 2,
    });
    await fc.assert(
      fc.asyncProperty(locals, async ([one = "", other = ""]) => {
        const keys = await Promise.all(
          [one, other].map((each) => keyOf(`${each}@visitors.example`, "secret")),
        );
        expect(keys[0] === keys[1]).toBe(one === other);
        for (const key of keys) expect(key.split("#")).toHaveLength(2);
      }),
      { numRuns: 30 },
    );
  });
});

describe("what is out of reach", () => {
  const down = new Unavailable("dynamodb", new Error("ECONNREFUSED"));
  const out = async () => {
    throw down;
  };
  const CACHES = {
    store: cacheOn({ find: out, keep: out }),
    key: findingCache({ store: memoryAnswers(), key: out }),
  };

  it.each(Object.entries(CACHES))("is told, as it is: the %s", async (_, cache) => {
    await expect(cache.find(ADA, at(NOW_MS))).rejects.toSatisfy(isUnavailable);
    await expect(cache.keep(ADA, DELIVERABLE, at(NOW_MS))).rejects.toBe(down);
  });

  it("is not asked for what is not remembered", async () => {
    await CACHES.key.keep(ADA, UNKNOWN, at(NOW_MS));
  });

  it("and a bug is a bug", async () => {
    const bug = new TypeError("a bug");
    const cache = findingCache({
      store: memoryAnswers(),
      key: async () => {
        throw bug;
      },
    });
    await expect(cache.find(ADA, at(NOW_MS))).rejects.toBe(bug);
  });
});
