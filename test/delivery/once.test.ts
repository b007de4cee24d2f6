import { describe, expect, it } from "vitest";
import { idempotencyKey } from "../../src/delivery/idempotency-key.ts";
import { once } from "../../src/delivery/once.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { memoryOnce } from "../../src/stores/memory-once.ts";
import type { OnceStore } from "../../src/stores/once-store.ts";
import { HOUR_MS } from "../support/clock.ts";
import { atMs, contract, form, LEASE_MS, optionsOf, WINDOW_MS, written } from "./support/once.ts";

describe("in memory", () => contract(() => memoryOnce()));

describe("what is written", () => {
  it.each([
    ["for the time that the platform lets it run, and ten seconds", () => 3_000.4, 13_500],
    ["for the time that it was told, where the platform sets no end", undefined, LEASE_MS + 500],
  ])("is under way, counted from the moment of the claim: %s", async (_, remainingMs, afterMs) => {
    const store = memoryOnce();
    const seen: unknown[] = [];
    const claim: OnceStore["claim"] = (work, nowMs) => {
      seen.push(nowMs - HOUR_MS, work.leaseUntilMs - HOUR_MS, work.expiresAtMs - HOUR_MS);
      return store.claim(work, nowMs);
    };
    const at = { ...atMs(HOUR_MS), elapsedMs: () => 499.6, remainingMs };
    await once(optionsOf({ ...store, claim })).run(written(), at);
    expect(seen).toEqual([500, afterMs, WINDOW_MS + 500]);
  });

  it("holds nothing that anybody wrote", async () => {
    const store = memoryOnce();
    const seen: unknown[] = [];
    const watched: OnceStore = {
      ...store,
      claim: (work, nowMs) => {
        seen.push(work);
        return store.claim(work, nowMs);
      },
    };
    const { submit } = form(watched);
    await submit({ sender: "planted@visitors.example", text: "planted", idempotencyKey: "planted" });
    await submit({ sender: "planted@visitors.example", text: "planted", idempotencyKey: undefined });
    expect(seen).toHaveLength(2);
    expect(JSON.stringify(seen)).not.toMatch(/planted|visitors/);
    expect(seen[0]).toMatchObject({ key: expect.stringMatching(/^once#contact#key#[\w-]{43}$/) });
    expect(seen[1]).toMatchObject({ key: expect.stringMatching(/^once#contact#same#[\w-]{43}$/) });
  });
});

describe("when the store is out of reach", () => {
  const down = async () => {
    throw new Unavailable("dynamodb", new Error("down"));
  };

  it("goes on without it, and says so", async () => {
    const { submit, acted } = form({ claim: down, finish: down, release: down });
    expect(await submit(written())).toMatchObject({
      ok: true,
      trail: [{ check: "once", verdict: "passed", degraded: expect.stringContaining("out of reach") }],
    });
    expect(acted).toHaveLength(1);
  });

  it("hands over what broke when it cannot be written down that it was done", async () => {
    const check = once({ ...optionsOf(memoryOnce()), store: { ...memoryOnce(), finish: down } });
    const verdict = await check.run(written(), atMs(HOUR_MS));
    expect(verdict.ok && (await verdict.adds.once.finish())).toBeInstanceOf(Unavailable);
  });

  it("breaks on a bug", async () => {
    const claim = async () => {
      throw new TypeError("a bug");
    };
    const { submit } = form({ ...memoryOnce(), claim });
    await expect(submit(written())).rejects.toMatchObject({ cause: { message: "a bug" } });
  });
});

describe("the header Idempotency-Key", () => {
  const read = (header: string | undefined) => {
    const headers = header === undefined ? {} : { "idempotency-key": header };
    const body = new Uint8Array();
    const request = { method: "POST", path: "/", query: {}, headers, body, clientAddress: undefined };
    return idempotencyKey.run({ request }, atMs(HOUR_MS));
  };

  it.each([
    [undefined, undefined],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ["8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    [' "a b" ', "a b"],
    [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    [`"${"a".repeat(255)}"`, "a".repeat(255)],
    [`"${String.raw`\"`.repeat(255)}"`, '"'.repeat(255)],
    ["a".repeat(255), "a".repeat(255)],
  ])("%.40s is read", (header, key) => {
    expect(read(header)).toEqual({ ok: true, adds: { idempotencyKey: key } });
  });

  it.each([
    "",
    '""',
    '"a',
    'a"',
    '"a"b"',
    '"a", "b"',
    "a, b",
    "a b",
    '"a";p=1',
    String.raw`"a\b"`,
    '"ä"',
    "ä",
    '"a\u0000"',
    '"a\tb"',
    `"${"a".repeat(256)}"`,
    "a".repeat(256),
  ])("%j is refused", (header) => {
    expect(read(header)).toMatchObject({ ok: false, reason: "INVALID_IDEMPOTENCY_KEY" });
  });
});
