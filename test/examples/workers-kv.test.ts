import { describe, expect, it } from "vitest";
import { type KvNamespace, kvAnswers } from "../../examples/workers-kv/kv-answers.ts";
import { answerContract, EXPIRES, NOW } from "../stores/support/answer-contract.ts";
import { testClock } from "../support/clock.ts";

const MAX_KEY_BYTES = 512;

/** A namespace in memory that refuses what Workers KV refuses. */
function memoryKv(nowMs: () => number): KvNamespace {
  const entries = new Map<string, { readonly value: string; readonly expiresAtMs: number }>();
  const checkKey = (key: string) => {
    if (key === "" || key === "." || key === "..") throw new TypeError("Key name is not allowed.");
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new Error("414 UTF-8 encoded length exceeds 512.");
  };
  return {
    get: async (key) => {
      checkKey(key);
      const entry = entries.get(key);
      return entry && entry.expiresAtMs > nowMs() ? entry.value : null;
    },
    put: async (key, value, { expirationTtl }) => {
      checkKey(key);
      if (!Number.isInteger(expirationTtl) || expirationTtl < 60) {
        throw new Error(`400 Invalid expiration_ttl of ${expirationTtl}. It must be at least 60.`);
      }
      entries.set(key, { value, expiresAtMs: nowMs() + expirationTtl * 1_000 });
    },
  };
}

function world() {
  const clock = testClock(NOW * 1_000 + 999);
  const kv = memoryKv(clock.nowMs);
  return { clock, kv, store: kvAnswers(kv, clock.nowMs) };
}

describe("examples/workers-kv", () => {
  answerContract(() => world().store);

  it("leaves it to KV to delete an answer at its expiry", async () => {
    const { clock, kv, store } = world();
    await store.keep("key", "kept", EXPIRES);
    clock.set(EXPIRES * 1_000 - 1);
    expect(await kv.get("key")).not.toBeNull();
    clock.advanceSeconds(1);
    expect(await kv.get("key")).toBeNull();
  });

  it.each([1, 59, 60])("keeps an answer for %i seconds, though KV keeps it for a minute", async (seconds) => {
    const { store } = world();
    await store.keep("key", "kept", NOW + seconds);
    expect(await store.find("key", NOW + seconds - 1)).toMatchObject({ text: "kept" });
    expect(await store.find("key", NOW + seconds)).toBeUndefined();
  });

  it("is Unavailable when KV fails", async () => {
    const cause = new Error("KV GET failed: 500");
    const broken = kvAnswers({ get: () => Promise.reject(cause), put: () => Promise.reject(cause) });
    const unavailable = { name: "Unavailable", part: "kv", cause };
    await expect(broken.find("key", NOW)).rejects.toMatchObject(unavailable);
    await expect(broken.keep("key", "text", EXPIRES)).rejects.toMatchObject(unavailable);
  });
});
