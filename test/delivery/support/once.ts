import { expect, it } from "vitest";
import type { IdempotencyKey } from "../../../src/delivery/idempotency-key.ts";
import { type Once, type OnceOptions, once } from "../../../src/delivery/once.ts";
import { type At, refuse } from "../../../src/gate/check.ts";
import { gate, type Outcome } from "../../../src/gate/gate.ts";
import type { OnceStore } from "../../../src/stores/once-store.ts";
import { HOUR_MS } from "../../support/clock.ts";

export interface Written extends IdempotencyKey {
  readonly sender: string;
  readonly text: string;
}

let tokens = 0;
let senders = 0;
/** No two tests write the same. */
export const written = (more: Partial<Written> = {}): Written => ({
  sender: `sender-${++senders}`,
  text: "Hello",
  idempotencyKey: undefined,
  ...more,
});

export const LEASE_MS = 20_000;
export const WINDOW_MS = 600_000;

export const optionsOf = (store: OnceStore): OnceOptions<Written> => ({
  feature: "contact",
  store,
  sameBy: ({ sender, text }) => [sender, text],
  windowMs: WINDOW_MS,
  leaseMs: LEASE_MS,
  newToken: () => `token-${++tokens}`,
});

export const atMs = (nowMs: number): At => ({ nowMs, elapsedMs: () => 0, signal: AbortSignal.abort() });
const SENT: Outcome<undefined> = { sent: true, value: undefined };

/** A form that lets pass once, and what it acted on. */
export function form(store: OnceStore, over: Partial<OnceOptions<Written>> = {}) {
  const acted: Written[] = [];
  const checked = gate<Written>("test").check(once({ ...optionsOf(store), ...over }));
  const submit = async (input: Written, nowMs = HOUR_MS, outcome: Outcome<undefined> = SENT) =>
    checked.through(input, atMs(nowMs), async ({ once }: Once) => {
      acted.push(input);
      if (outcome.sent === true) expect(await once.finish()).toBeUndefined();
      return outcome;
    });
  return { submit, acted };
}

/** What `once` does whatever store it remembers in. */
export function contract(storeOf: () => OnceStore) {
  it("lets the same pass once within the window, and again after it", async () => {
    const { submit, acted } = form(storeOf());
    const hello = written();
    expect(await submit(hello)).toMatchObject({ ok: true });
    expect(await submit(hello, HOUR_MS + WINDOW_MS - 1)).toMatchObject({ ok: false, reason: "REPEATED" });
    expect(await submit(hello, HOUR_MS + WINDOW_MS)).toMatchObject({ ok: true });
    expect(acted).toHaveLength(2);
  });

  it("lets pass what is not the same: another text, another sender, parts that only join up to the same", async () => {
    const { submit, acted } = form(storeOf());
    const hello = written();
    const others = [
      hello,
      { ...hello, text: "Hullo" },
      written(),
      { ...hello, sender: `${hello.sender}H`, text: "ello" },
    ];
    for (const other of others) expect(await submit(other)).toMatchObject({ ok: true });
    expect(acted).toHaveLength(others.length);
  });

  it("of 20 at once lets exactly one pass, and tells the others when to come back", async () => {
    const store = storeOf();
    const hello = written();
    const checks = Array.from({ length: 20 }, () => gate<Written>("test").check(once(optionsOf(store))));
    const decisions = await Promise.all(checks.map((each) => each.decide(hello, atMs(HOUR_MS))));
    expect(decisions.filter(({ ok }) => ok)).toHaveLength(1);
    for (const refused of decisions.filter(({ ok }) => !ok)) {
      expect(refused).toMatchObject({ reason: "UNDER_WAY", retryAfterSeconds: LEASE_MS / 1_000 });
    }
  });

  it("counts down to the end of the lease, never to 0, and is free then: its instance has crashed", async () => {
    const { submit } = form(storeOf());
    const hello = written();
    const unknown: Outcome<undefined> = { sent: "unknown", reason: "TIMEOUT" };
    await submit(hello, HOUR_MS, unknown);
    expect(await submit(hello, HOUR_MS + 18_500)).toMatchObject({
      reason: "UNDER_WAY",
      retryAfterSeconds: 2,
    });
    expect(await submit(hello, HOUR_MS + LEASE_MS - 1)).toMatchObject({ retryAfterSeconds: 1 });
    expect(await submit(hello, HOUR_MS + LEASE_MS)).toMatchObject({ ok: true });
  });

  it("is given back when it surely was not done, and when a later check refuses", async () => {
    const store = storeOf();
    const { submit } = form(store);
    const hello = written();
    expect(await submit(hello, HOUR_MS, { sent: false, reason: "REFUSED" })).toMatchObject({
      trail: [{ check: "once", undone: "not-sent" }],
    });
    const refusing = gate<Written>("test")
      .check(once(optionsOf(store)))
      .check({ name: "later", run: () => refuse("NO") });
    expect(await refusing.decide(hello, atMs(HOUR_MS))).toMatchObject({ reason: "NO" });
    expect(await submit(hello)).toMatchObject({ ok: true });
  });

  it("under a key: the same is repeated, another text is refused, and so is another sender", async () => {
    const { submit, acted } = form(storeOf());
    const hello = written({ idempotencyKey: `key-${++senders}` });
    await submit(hello);
    expect(await submit(hello)).toMatchObject({ reason: "REPEATED" });
    expect(await submit({ ...hello, text: "Hullo" })).toMatchObject({ reason: "KEY_REUSED" });
    expect(await submit({ ...hello, sender: "somebody else" })).toMatchObject({ reason: "KEY_REUSED" });
    expect(await submit({ ...hello, idempotencyKey: `${hello.idempotencyKey}x` })).toMatchObject({
      ok: true,
    });
    expect(acted).toHaveLength(2);
  });

  it("refuses another text under a key that is under way as well", async () => {
    const { submit } = form(storeOf());
    const hello = written({ idempotencyKey: `key-${++senders}` });
    await submit(hello, HOUR_MS, { sent: "unknown", reason: "TIMEOUT" });
    expect(await submit({ ...hello, text: "Hullo" })).toMatchObject({ reason: "KEY_REUSED" });
    expect(await submit(hello)).toMatchObject({ reason: "UNDER_WAY" });
  });

  it("keeps features apart", async () => {
    const store = storeOf();
    const hello = written({ idempotencyKey: `key-${++senders}` });
    expect(await form(store).submit(hello)).toMatchObject({ ok: true });
    expect(await form(store, { feature: "signup" }).submit(hello)).toMatchObject({ ok: true });
  });
}
