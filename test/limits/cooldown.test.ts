import { describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { cooldown } from "../../src/limits/cooldown.ts";
import type { CooldownStore } from "../../src/stores/cooldown-store.ts";
import { memoryCooldowns } from "../../src/stores/memory-cooldowns.ts";
import { HOUR_MS } from "../support/clock.ts";

const policy = { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 };

/** One recipient, asked for at seconds of a clock. */
function recipient({
  store = memoryCooldowns() as CooldownStore,
  floorMs = undefined as number | undefined,
} = {}) {
  const check = cooldown({ name: "cooldown", store, policy, ...(floorMs !== undefined && { floorMs }) });
  let tokens = 0;
  return (seconds: number, { elapsedMs = 0, recipientKey = "phone#1" } = {}) => {
    tokens += 1;
    return check.run(
      { recipientKey, sendToken: `token ${tokens}` },
      { nowMs: HOUR_MS + seconds * 1_000, elapsedMs: () => elapsedMs, signal: new AbortController().signal },
    );
  };
}

type Verdict = Awaited<ReturnType<ReturnType<typeof recipient>>>;

function takeBack(verdict: Verdict, why: "refused" | "not-sent" = "not-sent") {
  if (!verdict.ok || !verdict.undo) throw new TypeError("there is no effect to take back");
  return verdict.undo(why);
}
const retryAfter = (verdict: Verdict) => (verdict.ok ? 0 : verdict.retryAfterSeconds);

describe("the cooldown", () => {
  it("lets a greedy sender, who asks every second for an hour, pass every five minutes after the third", async () => {
    const ask = recipient();
    const passed = [];
    for (let second = 0; second <= 1_400; second += 1) if ((await ask(second)).ok) passed.push(second);
    expect(passed).toEqual([0, 60, 120, 420, 720, 1_020, 1_320]);
  });

  it("lets one who asks when he is told pass each time, at the first try", async () => {
    const ask = recipient();
    let second = 0;
    for (let i = 0; i < 50; i += 1) {
      expect((await ask(second)).ok, `at ${second} s`).toBe(true);
      second += retryAfter(await ask(second)) ?? Number.NaN;
    }
  });

  it.each([
    [0, 60],
    [0.001, 60],
    [0.999, 60],
    [1, 59],
    [59, 1],
    [59.001, 1],
    [59.999, 1],
  ])("refuses at %d s, and says %i s", async (seconds, retryAfterSeconds) => {
    const ask = recipient();
    await ask(0);
    expect(await ask(seconds)).toEqual({ ok: false, reason: "RATE_LIMITED", retryAfterSeconds });
  });
});

describe("what a cooldown takes back", () => {
  it("when a later check refused: all of it, for that check says when to come back", async () => {
    const ask = recipient();
    expect(await takeBack(await ask(0), "refused")).toBe("undone");
    expect(retryAfter(await ask(0))).toBe(0);
  });

  it("when it was not sent: all but a floor of 5 s", async () => {
    const ask = recipient();
    expect(await takeBack(await ask(0), "not-sent")).toBe("undone");
    expect([retryAfter(await ask(0)), retryAfter(await ask(4.999)), retryAfter(await ask(5))]).toEqual([
      5, 1, 0,
    ]);
  });

  it("counts the floor from when it is taken back, not from when it began", async () => {
    const ask = recipient();
    await takeBack(await ask(0, { elapsedMs: 9_000.4 }));
    expect([retryAfter(await ask(13.999)), retryAfter(await ask(14.001))]).toEqual([1, 0]);
  });

  it("does not escalate: what was taken back was no send", async () => {
    const ask = recipient();
    for (const second of [0, 5, 10, 15]) await takeBack(await ask(second));
    await ask(20);
    expect(retryAfter(await ask(20))).toBe(60);
  });

  it("leaves the cooldown of another accepted send alone", async () => {
    const ask = recipient();
    const first = await ask(0);
    await ask(60);
    await takeBack(first);
    expect(retryAfter(await ask(60))).toBe(60);
  });

  it("and says so when it cannot: then the recipient waits", async () => {
    const down = new Unavailable("dynamodb", new Error("down"));
    const ask = recipient({
      store: { start: async () => ({ started: true, undo: () => Promise.reject(down) }) },
    });
    await expect(takeBack(await ask(0))).rejects.toBe(down);
  });

  it("has another floor when told so", async () => {
    const ask = recipient({ floorMs: 30_000 });
    await takeBack(await ask(0));
    expect(retryAfter(await ask(0))).toBe(30);
  });
});

it("counts recipients by their key alone", async () => {
  const ask = recipient();
  await ask(0, { recipientKey: "phone#1" });
  expect((await ask(0, { recipientKey: "phone#2" })).ok).toBe(true);
  expect((await ask(0, { recipientKey: "phone#1" })).ok).toBe(false);
});
