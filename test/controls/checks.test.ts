import { expect, it } from "vitest";
import { cachedControls } from "../../src/controls/cached-controls.ts";
import { notBlocked, notPaused } from "../../src/controls/checks.ts";
import { parseEmailAddress } from "../../src/email/address.ts";
import { canonicalAddress } from "../../src/email/canonical.ts";
import type { At } from "../../src/gate/check.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { memoryControls } from "../../src/stores/memory-controls.ts";
import { HOUR_MS } from "../support/clock.ts";

const at = (ms = 0): At => ({ nowMs: HOUR_MS + ms, elapsedMs: () => 0, signal: AbortSignal.abort() });
const outage = new Unavailable("dynamodb", new Error("nobody answers"));
const unread = { read: () => Promise.reject(outage) };

function address(text: string) {
  const address = parseEmailAddress(text);
  if (!address) throw new TypeError(text);
  return { address };
}

const PASSED = { ok: true, adds: undefined };

it("a pause refuses, says when to come back, and ends", async () => {
  const store = memoryControls();
  const { run } = notPaused(cachedControls(store));
  expect(await run({}, at())).toEqual(PASSED);
  await store.setPaused(HOUR_MS);
  const refused = { ok: false, reason: "SERVICE_PAUSED", retryAfterSeconds: 60 };
  expect(await run({}, at(60_000))).toEqual(refused);
  await store.setPaused(undefined);
  expect(await run({}, at(120_000))).toEqual(PASSED);
});

it.each([
  ["ada@example.com", "Ada@EXAMPLE.com", "BLOCKED_SENDER"],
  ["ada@example.com", "ada+shop@example.com", "BLOCKED_SENDER"],
  ["a.d.a@gmail.com", "ADA+1@googlemail.com", "BLOCKED_SENDER"],
  ["ada@example.com", "adam@example.com", undefined],
  ["ada@example.com", "ada@example.org", undefined],
  ["@example.com", "Eve+1@Example.COM", "BLOCKED_SENDER"],
  ["@example.com", "eve@mail.example.com", "BLOCKED_SENDER"],
  ["@mail.example.com", "eve@example.com", undefined],
  ["@example.com", "eve@notexample.com", undefined],
  ["@example.com", "eve@example.com.org", undefined],
  ["@gmail.com", "eve@googlemail.com", "BLOCKED_SENDER"],
])("with %s blocked, %s is answered: %s", async (blocked, sender, reason) => {
  const store = memoryControls();
  await store.block(blocked.startsWith("@") ? blocked : canonicalAddress(address(blocked).address));
  const verdict = await notBlocked(cachedControls(store)).run(address(sender), at());
  expect(verdict).toEqual(reason === undefined ? PASSED : { ok: false, reason });
});

it("who cannot read the switches goes on, and says so", async () => {
  const controls = cachedControls(unread);
  const degraded = {
    ...PASSED,
    degraded: "the switches cannot be read: nothing is paused and nobody is blocked",
    error: outage,
  };
  expect(await notPaused(controls).run({}, at())).toEqual(degraded);
  expect(await notBlocked(controls).run(address("ada@example.com"), at())).toEqual(degraded);
});

it("who cannot read them again keeps to what was switched, and says so", async () => {
  const store = memoryControls();
  await store.setPaused(HOUR_MS);
  let read = store.read;
  const controls = cachedControls({ read: () => read() });
  await notPaused(controls).run({}, at());
  read = unread.read;
  const degraded = "the switches cannot be read: those last seen are in force";
  expect(await notPaused(controls).run({}, at(30_000))).toMatchObject({
    reason: "SERVICE_PAUSED",
    degraded,
    error: outage,
  });
  expect(await notBlocked(controls).run(address("ada@example.com"), at(30_000))).toMatchObject({
    ok: true,
    degraded,
  });
});

it("both ask with one reading, and a mistake of ours is no outage", async () => {
  let readings = 0;
  const store = memoryControls();
  const counted = cachedControls({
    read: () => {
      readings += 1;
      return store.read();
    },
  });
  await notBlocked(counted).run(address("ada@example.com"), at());
  await notPaused(counted).run({}, at());
  expect(readings).toBe(1);
  const mistaken = cachedControls({ read: () => Promise.reject(new TypeError("a mistake")) });
  await expect(notPaused(mistaken).run({}, at())).rejects.toThrow("a mistake");
});
