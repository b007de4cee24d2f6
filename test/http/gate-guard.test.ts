import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Check, passed, refuse, type Verdict } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import { gateGuard } from "../../src/http/gate-guard.ts";
import { json } from "../../src/http/message.ts";
import { at } from "../email/support/asking.ts";

interface Input {
  readonly asked: string;
}

const BUG = new Error("planted: postgres://user:secret@db.internal is down");

const seat: Check<Input, { readonly seat: number }, "NO_SEAT" | "LATER"> = {
  name: "seat",
  run: ({ asked }) => {
    if (asked === "bug") throw BUG;
    if (asked === "later") return refuse("LATER", { retryAfterSeconds: 90, notes: { of: "test" } });
    return asked === "none" ? refuse("NO_SEAT") : { ok: true, adds: { seat: 7 } };
  },
};
const door = gate<Input>("door").check(seat);

const JSON_HEADERS = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

describe("gateGuard", () => {
  it("lets pass with all that is known, and with no headers unless told", async () => {
    const { conclusion, ...guarded } = await gateGuard(door).judge({ asked: "one" }, at());
    expect(guarded).toEqual({ ok: true, value: { asked: "one", seat: 7 }, headers: {} });
    expect(conclusion).toEqual({
      gate: "door",
      outcome: "answered",
      reason: "PASSED",
      trail: [{ check: "seat", verdict: "passed", tookMs: 0 }],
    });
  });

  it("makes headers of what passed", async () => {
    const guard = gateGuard(door, { headers: ({ seat }) => ({ "x-seat": String(seat) }) });
    expect(await guard.judge({ asked: "one" }, at())).toMatchObject({ headers: { "x-seat": "7" } });
  });

  it("refuses with 403 where no time is named", async () => {
    const guarded = await gateGuard(door).judge({ asked: "none" }, at());
    expect(guarded).toMatchObject({
      ok: false,
      response: {
        status: 403,
        headers: JSON_HEADERS,
        body: '{"success":false,"error":"NO_SEAT","message":"This request is refused."}',
      },
      conclusion: { gate: "door", outcome: "refused", reason: "NO_SEAT" },
    });
  });

  it("refuses with 429 where there is a time to come back", async () => {
    const guarded = await gateGuard(door).judge({ asked: "later" }, at());
    expect(guarded).toMatchObject({
      response: { status: 429, headers: { ...JSON_HEADERS, "retry-after": "90" } },
    });
    expect(guarded.ok || JSON.parse(guarded.response.body)).toEqual({
      success: false,
      error: "LATER",
      message: "Too many requests. Please come back later.",
      rateLimited: true,
      retryAfterSeconds: 90,
    });
  });

  it("answers as it is told to, and tells all that the gate said", async () => {
    const told: unknown[] = [];
    const guard = gateGuard(door, {
      answer: (refused) => {
        told.push(refused);
        return json(418, { no: refused.reason });
      },
    });
    expect(await guard.judge({ asked: "later" }, at())).toMatchObject({
      ok: false,
      response: { status: 418, body: '{"no":"LATER"}' },
    });
    const refusal = { reason: "LATER", refusedBy: "seat", retryAfterSeconds: 90, notes: { of: "test" } };
    expect(told).toMatchObject([refusal]);
  });

  it("answers 500 when a check breaks: what broke is for the log alone", async () => {
    const answer = () => json(200, {});
    const guarded = await gateGuard(door, { answer }).judge({ asked: "bug" }, at());
    expect(guarded).toMatchObject({ ok: false, response: { status: 500, headers: JSON_HEADERS } });
    expect(JSON.stringify(guarded.ok || guarded.response)).not.toMatch(/planted|postgres|secret/);
    expect(guarded.ok || JSON.parse(guarded.response.body)).toMatchObject({
      success: false,
      error: "INTERNAL_ERROR",
    });
    expect(guarded.conclusion).toMatchObject({ outcome: "failed", reason: "INTERNAL_ERROR", error: BUG });
  });

  it("keeps what checks took from whoever passed, and gives back what they took from the others", async () => {
    const undone: string[] = [];
    const slot: Check<Input, void, never> = {
      name: "slot",
      run: ({ asked }) => ({
        ...passed,
        undo: async (why) => {
          undone.push(`${asked}: ${why}`);
          return "undone";
        },
      }),
    };
    const guard = gateGuard(gate<Input>("door").check(slot).check(seat));
    for (const asked of ["one", "none", "bug"]) await guard.judge({ asked }, at());
    expect(undone).toEqual(["none: refused", "bug: not-sent"]);
  });

  it("never throws for a request, and lets nobody pass whom a check did not, whatever checks do", async () => {
    const saying = fc.record(
      { degraded: fc.string(), notes: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())) },
      { requiredKeys: [] },
    );
    const refusing = fc.record(
      {
        ok: fc.constant(false as const),
        reason: fc.constantFrom("A", "B"),
        retryAfterSeconds: fc.nat(1e9),
      },
      { requiredKeys: ["ok", "reason"] },
    );
    const verdict = fc.oneof(
      fc.record({ ok: fc.constant(true as const), adds: fc.constant(undefined) }),
      refusing,
    );
    const doing = fc.oneof(
      fc.tuple(verdict, saying).map(([judged, said]) => ({ judged: { ...judged, ...said } })),
      fc.oneof(fc.anything(), fc.string().map(Error)).map((thrown) => ({ thrown })),
    );
    const checkOf = (does: typeof doing extends fc.Arbitrary<infer T> ? T : never, place: number) => ({
      name: `check-${place}`,
      run: async () => {
        if ("thrown" in does) throw does.thrown;
        return does.judged as Verdict<void, "A" | "B">;
      },
    });

    const everyThing = fc.array(doing, { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(everyThing, async (doings) => {
        let any = gate<Input>("any") as ReturnType<typeof withCheck>;
        for (const [place, does] of doings.entries()) any = any.check(checkOf(does, place));
        const guarded = await gateGuard(any).judge({ asked: "" }, at());

        const first = doings.find((does) => "thrown" in does || !does.judged.ok);
        expect(guarded.ok).toBe(first === undefined);
        const refused = first && "judged" in first ? first.judged : undefined;
        const isLater = refused && "retryAfterSeconds" in refused;
        if (!guarded.ok) expect(guarded.response.status).toBe(refused ? (isLater ? 429 : 403) : 500);
      }),
    );
  });
});

const withCheck = () => gate<Input>("any").check({} as Check<Input, void, "A" | "B">);
