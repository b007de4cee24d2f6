import { describe, expect, test } from "vitest";
import { type At, type Check, passed, refuse, type UndoReason } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import { orElse } from "../../src/gate/or-else.ts";
import { degradations, GateBroke } from "../../src/gate/trail.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";

/** A clock that moves one millisecond each time somebody looks. */
function at(): At {
  let ms = 0;
  return { nowMs: 1_000, elapsedMs: () => ms++, signal: new AbortController().signal };
}

interface Text {
  readonly text: string;
}

const notEmpty: Check<Text, void, "EMPTY"> = {
  name: "not-empty",
  run: ({ text }) => (text === "" ? refuse("EMPTY", { notes: { length: 0 } }) : passed),
};
const number: Check<Text, { readonly value: number }, "NOT_A_NUMBER"> = {
  name: "number",
  run: async ({ text }) =>
    Number.isNaN(Number(text)) ? refuse("NOT_A_NUMBER") : { ok: true, adds: { value: Number(text) } },
};
const small: Check<{ readonly value: number }, void, "TOO_LARGE"> = {
  name: "small",
  run: ({ value }) => (value > 10 ? refuse("TOO_LARGE", { retryAfterSeconds: 60 }) : passed),
};

/** A check whose effect writes down what became of it. */
function effect(
  name: string,
  journal: string[],
  decides: "undone" | "kept" = "undone",
): Check<Text, void, never> {
  return {
    name,
    run: () => {
      journal.push(`${name} taken`);
      const undo = async (why: UndoReason) => {
        journal.push(`${name} ${decides}: ${why}`);
        return decides;
      };
      return { ok: true, adds: undefined, undo };
    },
  };
}

const broken = (error: unknown): Check<Text, void, never> => ({
  name: "broken",
  run: () => {
    throw error;
  },
});

describe("deciding", () => {
  const numbers = gate<Text>("numbers").check(notEmpty).check(number).check(small);

  test("what every check added reaches the decision", async () => {
    const decision = await numbers.decide({ text: "7" }, at());
    expect(decision).toMatchObject({ ok: true, passed: { text: "7", value: 7 } });
  });

  test("what checks add goes into a copy: the caller's own input stays as it was", async () => {
    const input = { text: "7" };
    const decision = await numbers.decide(input, at());
    expect(decision).toMatchObject({ ok: true, passed: { value: 7 } });
    expect(input).toEqual({ text: "7" });
  });

  test("what one check added is still there after the next one added", async () => {
    const half: Check<{ readonly value: number }, { readonly half: number }, never> = {
      name: "half",
      run: ({ value }) => ({ ok: true, adds: { half: value / 2 } }),
    };
    const decision = await gate<Text>("g").check(number).check(half).decide({ text: "7" }, at());
    expect(decision).toMatchObject({ passed: { text: "7", value: 7, half: 3.5 } });
  });

  test.each([[undefined], [null]])(
    "where checks add nothing (%s), the input itself goes on",
    async (adds) => {
      const input = { text: "x" };
      const adding: Check<Text, typeof adds, never> = { name: "nothing", run: () => ({ ok: true, adds }) };
      const decision = await gate<Text>("g").check(adding).decide(input, at());
      expect(decision.ok && decision.passed).toBe(input);
    },
  );

  test("the first refusal ends it, with its reason, its check and its notes", async () => {
    const decision = await numbers.decide({ text: "" }, at());
    expect(decision).toMatchObject({
      ok: false,
      reason: "EMPTY",
      refusedBy: "not-empty",
      notes: { length: 0 },
    });
    expect(decision.trail.map((step) => step.check)).toEqual(["not-empty"]);
  });

  test("a refusal says when to come back", async () => {
    expect(await numbers.decide({ text: "70" }, at())).toMatchObject({
      reason: "TOO_LARGE",
      retryAfterSeconds: 60,
    });
  });

  test("the trail tells each check that ran, what it said and how long it took", async () => {
    const { trail } = await numbers.decide({ text: "70" }, at());
    expect(trail).toStrictEqual([
      { check: "not-empty", verdict: "passed", tookMs: 1 },
      { check: "number", verdict: "passed", tookMs: 1 },
      { check: "small", verdict: "refused", reason: "TOO_LARGE", tookMs: 1 },
    ]);
  });

  test("a refusal and its step have what the check said, and no more", async () => {
    const decision = await numbers.decide({ text: "" }, at());
    const trail = [
      { check: "not-empty", verdict: "refused", reason: "EMPTY", notes: { length: 0 }, tookMs: 1 },
    ];
    const notes = { length: 0 };
    expect(decision).toStrictEqual({ ok: false, reason: "EMPTY", refusedBy: "not-empty", notes, trail });
  });

  test("a gate without checks lets everything pass", async () => {
    expect(await gate<Text>("open").decide({ text: "x" }, at())).toMatchObject({ ok: true, trail: [] });
  });

  test("appending a check leaves the gate it was appended to as it was", async () => {
    const before = gate<Text>("numbers");
    before.check(notEmpty);
    expect(await before.decide({ text: "" }, at())).toMatchObject({ ok: true });
  });

  test("two checks of one name are refused at composition: a trail could not tell them apart", () => {
    expect(() => gate<Text>("twice").check(notEmpty).check(notEmpty)).toThrow(/twice.*not-empty/);
  });
});

describe("effects", () => {
  test("are taken back in reverse order when a later check refuses", async () => {
    const journal: string[] = [];
    const both = gate<Text>("g").check(effect("a", journal)).check(effect("b", journal)).check(notEmpty);
    const { trail } = await both.decide({ text: "" }, at());
    expect(journal).toEqual(["a taken", "b taken", "b undone: refused", "a undone: refused"]);
    expect(trail.map((step) => step.undone)).toEqual(["refused", "refused", undefined]);
  });

  test("stay when the gate only decides", async () => {
    const journal: string[] = [];
    await gate<Text>("g").check(effect("a", journal)).decide({ text: "x" }, at());
    expect(journal).toEqual(["a taken"]);
  });

  test.each([
    ["sent", { sent: true, value: 1 }, ["a taken"]],
    ["surely not sent", { sent: false, reason: "no" }, ["a taken", "a undone: not-sent"]],
    ["outcome unknown", { sent: "unknown", reason: "?" }, ["a taken"]],
  ] as const)("after an act that was %s", async (_, outcome, expected) => {
    const journal: string[] = [];
    const result = await gate<Text>("g")
      .check(effect("a", journal))
      .through({ text: "x" }, at(), async () => outcome);
    expect(journal).toEqual(expected);
    expect(result).toMatchObject({ ok: true, outcome });
  });

  test("are back before the caller hears that the act did not happen", async () => {
    const taken = Promise.withResolvers<"undone">();
    const slow: Check<Text, void, never> = {
      name: "slow",
      run: () => ({ ok: true, adds: undefined, undo: () => taken.promise }),
    };
    let heard = false;
    const acting = (async () => {
      const result = await gate<Text>("g")
        .check(slow)
        .through({ text: "x" }, at(), async () => ({ sent: false, reason: "no" }));
      heard = true;
      return result;
    })();
    await new Promise(setImmediate);
    expect(heard).toBe(false);
    taken.resolve("undone");
    expect((await acting).trail).toMatchObject([{ check: "slow", undone: "not-sent" }]);
  });

  test("may be kept by their own decision, and the trail does not claim otherwise", async () => {
    const journal: string[] = [];
    const { trail } = await gate<Text>("g")
      .check(effect("a", journal, "kept"))
      .check(notEmpty)
      .decide({ text: "" }, at());
    expect(journal).toEqual(["a taken", "a kept: refused"]);
    expect(trail[0]).not.toHaveProperty("undone");
  });

  test("an undo that fails is recorded, hides nothing and stops no other", async () => {
    const journal: string[] = [];
    const failing: Check<Text, void, never> = {
      name: "failing",
      run: () => ({ ok: true, adds: undefined, undo: () => Promise.reject(new Error("store gone")) }),
    };
    const decision = await gate<Text>("g")
      .check(effect("a", journal))
      .check(failing)
      .check(notEmpty)
      .decide({ text: "" }, at());
    expect(decision).toMatchObject({ ok: false, reason: "EMPTY" });
    expect(decision.trail[1]).toMatchObject({ check: "failing", error: new Error("store gone") });
    expect(journal).toEqual(["a taken", "a undone: refused"]);
  });

  test("the act runs for nobody who was refused", async () => {
    let acted = false;
    const result = await gate<Text>("g")
      .check(notEmpty)
      .through({ text: "" }, at(), async () => {
        acted = true;
        return { sent: true, value: undefined };
      });
    expect(acted).toBe(false);
    expect(result).not.toHaveProperty("outcome");
  });
});

describe("breaking", () => {
  const bug = new Error("a bug");

  test("a check that throws ends the decision with its trail, its cause, and effects taken back as our fault", async () => {
    const journal: string[] = [];
    const guarded = gate<Text>("g").check(effect("a", journal)).check(broken(bug));
    const error = await Promise.resolve(guarded.decide({ text: "x" }, at())).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(GateBroke);
    expect(error).toMatchObject({ message: "g: broken broke", cause: bug });
    expect((error as GateBroke).trail).toMatchObject([
      { undone: "not-sent" },
      { verdict: "broke", error: bug },
    ]);
    expect(journal).toEqual(["a taken", "a undone: not-sent"]);
  });

  test.each([
    ["rejects", () => Promise.reject(bug)],
    [
      "throws",
      () => {
        throw bug;
      },
    ],
  ])("an act that %s leaves its outcome unknown: effects stay", async (_, act) => {
    const journal: string[] = [];
    const acting = gate<Text>("g").check(effect("a", journal)).through({ text: "x" }, at(), act);
    await expect(acting).rejects.toMatchObject({ name: "GateBroke", cause: bug });
    expect(journal).toEqual(["a taken"]);
  });
});

describe("shadow", () => {
  test("judges, is recorded, and refuses nothing", async () => {
    const watched = gate<Text>("g").shadow(notEmpty).check(number);
    const decision = await watched.decide({ text: "" }, at());
    expect(decision.ok).toBe(true);
    expect(decision.trail[0]).toMatchObject({ verdict: "refused", reason: "EMPTY", shadow: true });
  });

  test("adds nothing, whatever it says: it has no consequence", async () => {
    const adding = number as unknown as Check<Text, void, string>;
    const decision = await gate<Text>("g").shadow(adding).decide({ text: "7" }, at());
    expect(decision).toMatchObject({ ok: true, passed: { text: "7" }, trail: [{ verdict: "passed" }] });
    expect(decision.ok && decision.passed).not.toHaveProperty("value");
  });

  test("breaks nothing when it breaks", async () => {
    const decision = await gate<Text>("g")
      .shadow(broken(new Error("x")))
      .check(notEmpty)
      .decide({ text: "x" }, at());
    expect(decision).toMatchObject({
      ok: true,
      trail: [{ verdict: "broke", shadow: true }, { verdict: "passed" }],
    });
  });

  test("has its effect taken back like any other", async () => {
    const journal: string[] = [];
    await gate<Text>("g").shadow(effect("a", journal)).check(notEmpty).decide({ text: "" }, at());
    expect(journal).toEqual(["a taken", "a undone: refused"]);
  });
});

describe("orElse", () => {
  const outage = new Unavailable("dynamodb", new Error("timed out"));
  const open: Check<Text, void, never> = { name: "open", run: () => passed };
  const closed: Check<Text, void, "NOT_NOW"> = { name: "closed", run: () => refuse("NOT_NOW") };

  test("fails open by name, and says so", async () => {
    const { ok, trail } = await gate<Text>("g")
      .check(notEmpty)
      .check(orElse(broken(outage), open, "counted here"))
      .decide({ text: "x" }, at());
    expect(ok).toBe(true);
    expect(trail).toMatchObject([
      { check: "not-empty" },
      { check: "broken", verdict: "passed", degraded: "counted here", error: outage },
    ]);
    expect(degradations(trail)).toEqual(["counted here"]);
  });

  test("fails closed by name", async () => {
    const failsClosed = orElse<Text, void, "NOT_NOW">(broken(outage), closed, "nobody counts");
    expect(await gate<Text>("g").check(failsClosed).decide({ text: "x" }, at())).toMatchObject({
      ok: false,
      reason: "NOT_NOW",
      trail: [{ degraded: "nobody counts" }],
    });
  });

  test("does not take a bug for an outage", async () => {
    const guarded = gate<Text>("g").check(orElse(broken(new TypeError("a bug")), open, "x"));
    await expect(guarded.decide({ text: "x" }, at())).rejects.toMatchObject({
      cause: new TypeError("a bug"),
    });
  });

  test("leaves the first check's verdict alone while its store answers", async () => {
    const { trail } = await gate<Text>("g")
      .check(orElse(notEmpty, closed, "x"))
      .decide({ text: "x" }, at());
    expect(trail).toEqual([{ check: "not-empty", verdict: "passed", tookMs: 1 }]);
  });
});

describe("optional", () => {
  test("a check that is there judges and adds", async () => {
    const guarded = gate<Text>("g").optional(number);
    expect(await guarded.decide({ text: "7" }, at())).toMatchObject({ ok: true, passed: { value: 7 } });
    expect(await guarded.decide({ text: "x" }, at())).toMatchObject({ ok: false, reason: "NOT_A_NUMBER" });
  });

  test("one that is not leaves no trace", async () => {
    const off: typeof number | undefined = undefined;
    const decision = await gate<Text>("g").check(notEmpty).optional(off).decide({ text: "x" }, at());
    expect(decision).toMatchObject({ ok: true, passed: { text: "x" } });
    expect(decision.trail.map(({ check }) => check)).toEqual(["not-empty"]);
  });
});

describe("waits for nothing", () => {
  const later: Check<Text, void, never> = { name: "later", run: async () => passed };

  test("when every check answers at once, whether it passes or refuses", () => {
    const guarded = gate<Text>("g").check(notEmpty).check(effect("a", []));
    expect(guarded.decide({ text: "7" }, at())).toMatchObject({ ok: true });
    expect(guarded.decide({ text: "" }, at())).toMatchObject({ ok: false, reason: "EMPTY" });
  });

  test("before a check that breaks at once", () => {
    const guarded = gate<Text>("g").check(broken(new Error("a bug")));
    expect(() => guarded.decide({ text: "x" }, at())).toThrow(GateBroke);
  });

  test("but for the checks that take time, wherever they stand", async () => {
    const guarded = gate<Text>("g").check(notEmpty).check(later).check(number);
    const deciding = guarded.decide({ text: "7" }, at());
    expect(deciding).toBeInstanceOf(Promise);
    const { ok, trail } = await deciding;
    expect(ok).toBe(true);
    expect(trail.map(({ check }) => check)).toEqual(["not-empty", "later", "number"]);
    expect(guarded.decide({ text: "" }, at())).toMatchObject({ ok: false });
  });
});
