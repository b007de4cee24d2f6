import { describe, expect, it } from "vitest";
import type { Accepted, Dispatched } from "../../src/contact/dispatch.ts";
import { type ReleasingOptions, releasing } from "../../src/contact/release.ts";
import { isRelease } from "../../src/contact/release-request.ts";
import { once } from "../../src/delivery/once.ts";
import { type At, refuse } from "../../src/gate/check.ts";
import type { Outcome } from "../../src/gate/gate.ts";
import { memoryOnce } from "../../src/stores/memory-once.ts";
import { eventAlb, eventV1, eventV2 } from "../support/events.ts";
import { jsonAsk } from "../support/exchange.ts";

const AT: At = { nowMs: 0, elapsedMs: () => 0, signal: new AbortController().signal };
const HELD = {
  id: "2026-11-22T09:30:00.000Z-1f0c4e2a",
  name: "Ada",
  email: "ada@example.com",
  message: "Do you deliver to Lovelace Street?",
};

const DISPATCHED: Outcome<Dispatched> = { sent: true, value: { reason: "SENT" } };

/** One instance that releases, and what it dispatched. */
function instance({
  outcome = DISPATCHED,
  ...more
}: Partial<ReleasingOptions> & { outcome?: Outcome<Dispatched> } = {}) {
  const sent: Accepted[] = [];
  const release = releasing({
    dispatch: async (accepted) => {
      sent.push(accepted);
      await accepted.once?.finish();
      return outcome;
    },
    ...more,
  });
  return { sent, release: (held: unknown) => release({ release: held }, AT) };
}

async function release(held: unknown, outcome = DISPATCHED) {
  const { release, sent } = instance({ outcome });
  return { ...(await release(held)), sent };
}

describe("a release", () => {
  it("is dispatched like an accepted message, and has a conclusion of its own", async () => {
    const { answer, conclusion, sent } = await release(HELD);
    expect(answer).toEqual({ success: true, message: "The message has been sent." });
    const { id, ...submission } = HELD;
    expect(sent).toMatchObject([{ id, submission, address: { ascii: "ada@example.com" } }]);
    expect(conclusion).toMatchObject({ gate: "release", outcome: "sent", reason: "RELEASED" });
    expect(conclusion.trail.map(({ check }) => check)).toEqual(["payload", "fields", "address"]);
    expect(JSON.stringify(conclusion)).not.toMatch(/Ada|example\.com|Lovelace/);
  });

  it("goes without an address to answer to where nobody could write to it, on one line", async () => {
    const { answer, sent } = await release({ ...HELD, email: "ada at home\r\nBcc: all@example.com" });
    expect(answer.success).toBe(true);
    expect(sent[0]?.address).toMatchObject({
      ascii: undefined,
      text: "ada at home Bcc: all@example.com",
    });
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["text", "release"],
    ["a list", Object.entries(HELD)],
    ["a member too few", { id: HELD.id, name: "Ada", email: "ada@example.com" }],
    ["a member too many", { ...HELD, company: "" }],
    ["a number", { ...HELD, name: 7 }],
    ["something nested", { ...HELD, name: { first: "Ada" } }],
    ["half a character", { ...HELD, message: "\ud800" }],
    ["an id that is none", { ...HELD, id: "1f0c4e2a" }],
    ["an empty id", { ...HELD, id: "" }],
    ["an endless id", { ...HELD, id: HELD.id.padEnd(300, "a") }],
  ])("with %s is no release: nothing is sent", async (_what, held) => {
    const { answer, conclusion, sent } = await release(held);
    expect(answer).toMatchObject({ success: false, error: "INVALID_RELEASE" });
    expect(conclusion).toMatchObject({ outcome: "refused", reason: "INVALID_RELEASE" });
    expect(sent).toEqual([]);
  });

  it.each([
    ["MISSING_FIELDS", { ...HELD, name: " " }, ["name"]],
    ["MISSING_FIELDS", { ...HELD, email: "", message: "\u2800" }, ["email", "message"]],
    ["FIELD_TOO_LONG", { ...HELD, message: "a".repeat(5_001) }, ["message"]],
  ])("is judged as the form judges its fields: %s", async (error, held, fields) => {
    const { answer, sent } = await release(held);
    expect(answer).toEqual({ success: false, error, fields, message: expect.any(String) });
    expect(sent).toEqual([]);
  });

  it("is sent once, however often it is asked for", async () => {
    const one = instance({
      once: once<{ readonly id: string }>({
        feature: "release",
        store: memoryOnce(),
        sameBy: ({ id }) => [id],
        windowMs: 600_000,
        leaseMs: 30_000,
        newToken: () => "token",
      }),
    });
    expect((await one.release(HELD)).answer).toMatchObject({ success: true });
    expect(await one.release(HELD)).toMatchObject({
      answer: { success: true, message: "The message had been sent before." },
      conclusion: { outcome: "refused", reason: "REPEATED" },
    });
    expect(one.sent).toHaveLength(1);
    await one.release({ ...HELD, id: `${HELD.id}f` });
    expect(one.sent).toHaveLength(2);
  });

  it("is not sent over the ceiling: that one is no limit of a visitor", async () => {
    const one = instance({ ceiling: { name: "spend", run: () => refuse("SPEND_LIMIT") } });
    expect((await one.release(HELD)).answer).toMatchObject({ success: false, error: "SPEND_LIMIT" });
    expect(one.sent).toEqual([]);
  });

  it("tells the log what went another way", async () => {
    const error = new Error("the archive is down");
    const value: Dispatched = { reason: "QUEUED", degraded: "it waits", counts: ["Doubtful"], error };
    const { answer, conclusion } = await release(HELD, { sent: true, value });
    expect(answer.success).toBe(true);
    expect(conclusion).toMatchObject({ degraded: "it waits", counts: ["Doubtful"], error });
  });

  it.each([
    ["failed", { sent: false, reason: "MessageRejected" }],
    ["unknown", { sent: "unknown", reason: "TimeoutError" }],
  ] as const)("that %s says so", async (outcome, sent) => {
    const { answer, conclusion } = await release(HELD, sent);
    expect(answer).toMatchObject({ success: false, error: "SEND_FAILED" });
    expect(conclusion).toMatchObject({ outcome, reason: "SEND_FAILED", detail: sent.reason });
  });

  it("whose sender breaks is answered, and the log has the error", async () => {
    const error = new TypeError("a bug");
    const { answer, conclusion } = await instance({ dispatch: () => Promise.reject(error) }).release(HELD);
    expect(answer).toMatchObject({ success: false, error: "INTERNAL_ERROR" });
    expect(conclusion).toMatchObject({ outcome: "unknown", error });
  });
});

describe("what is a release", () => {
  it("is an event with that member, from whoever may invoke the function", () => {
    expect(isRelease({ release: HELD })).toBe(true);
    expect(isRelease({ release: undefined })).toBe(true);
  });

  it.each([
    ["text", "release"],
    ["null", null],
    ["nothing", undefined],
    ["another", { Records: [] }],
  ])("is not %s", (_what, event) => expect(isRelease(event)).toBe(false));

  /** A request that says `release` wherever a stranger can write. */
  const body = JSON.stringify({ release: HELD });
  const ask = {
    ...jsonAsk({}),
    body,
    path: `/contact/release?release=${encodeURIComponent(body)}`,
    headers: { "content-type": "application/json", release: body, "x-release": body },
  };
  it.each([
    ["a REST API", eventV1(ask)],
    ["an HTTP API or a function URL", eventV2(ask)],
    ["a load balancer", eventAlb(ask)],
    ["whatever writes requestContext", { release: HELD, requestContext: {} }],
  ])("is not a request through %s", (_what, event) => {
    expect(JSON.stringify(event)).toContain("release");
    expect(isRelease(event)).toBe(false);
  });
});
