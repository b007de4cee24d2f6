import { describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import type { AnswerStore } from "../../src/stores/answer-store.ts";
import { layeredAnswers } from "../../src/stores/layered-answers.ts";
import { memoryAnswers } from "../../src/stores/memory-answers.ts";

const NOW = 1_703_844_000;
const EXPIRES = NOW + 86_400;
const KEPT = { text: "kept", expiresAtSeconds: EXPIRES };

/** A layer that writes down what it is asked, and can be taken out of reach, or broken. */
function layer(name: string) {
  const store = memoryAnswers();
  const calls: string[] = [];
  let failure: Error | undefined;
  const asked = (call: string) => {
    calls.push(call);
    if (failure) throw failure;
  };
  const answers: AnswerStore = {
    find: async (key, nowSeconds) => {
      asked("find");
      return store.find(key, nowSeconds);
    },
    keep: async (key, text, expiresAtSeconds) => {
      // Later than the other layer's, so that who does not wait for both is found out.
      await new Promise(setImmediate);
      asked("keep");
      return store.keep(key, text, expiresAtSeconds);
    },
  };
  return {
    ...answers,
    calls,
    knows: () => store.keep("key", "kept", EXPIRES),
    inside: () => store.find("key", NOW),
    fail: (error: Error = new Unavailable(name, undefined)) => {
      failure = error;
    },
  };
}

function layers() {
  const [near, far] = [layer("near"), layer("far")];
  return { near, far, both: layeredAnswers(near, far) };
}

describe("find", () => {
  it("asks far only for what near does not know", async () => {
    const { near, far, both } = layers();
    await near.knows();
    expect(await both.find("key", NOW)).toEqual(KEPT);
    expect(far.calls).toEqual([]);
  });

  it("keeps in near what far gave, until the same expiry", async () => {
    const { near, far, both } = layers();
    await far.knows();
    expect(await both.find("key", NOW)).toEqual(KEPT);
    expect(await near.inside()).toEqual(KEPT);
    expect(await both.find("key", EXPIRES - 1)).toEqual(KEPT);
    expect(far.calls).toEqual(["find"]);
    expect(await both.find("key", EXPIRES)).toBeUndefined();
  });

  it("keeps nothing of what nobody knows", async () => {
    const { near, far, both } = layers();
    expect(await both.find("key", NOW)).toBeUndefined();
    expect([near.calls, far.calls]).toEqual([["find"], ["find"]]);
  });

  it("gives what near knows when far is out of reach", async () => {
    const { near, far, both } = layers();
    await near.knows();
    far.fail();
    expect(await both.find("key", NOW)).toEqual(KEPT);
  });

  it("gives what far knows when near is out of reach, and does not ask near again", async () => {
    const { near, far, both } = layers();
    await far.knows();
    near.fail();
    expect(await both.find("key", NOW)).toEqual(KEPT);
    expect(near.calls).toEqual(["find"]);
  });

  it("gives what far knows when near cannot keep it", async () => {
    const near = layer("near");
    const { far } = layers();
    await far.knows();
    const full: AnswerStore = {
      find: near.find,
      keep: () => Promise.reject(new Unavailable("near", undefined)),
    };
    expect(await layeredAnswers(full, far).find("key", NOW)).toEqual(KEPT);
  });

  it.each(["near", "far"] as const)(
    "is Unavailable when %s is, and the other knows nothing",
    async (which) => {
      const all = layers();
      all[which].fail();
      await expect(all.both.find("key", NOW)).rejects.toMatchObject({ name: "Unavailable", part: which });
    },
  );

  it("does not take a bug for an outage", async () => {
    const { near, far, both } = layers();
    await far.knows();
    near.fail(new TypeError("a bug"));
    await expect(both.find("key", NOW)).rejects.toThrow(TypeError);
  });
});

describe("keep", () => {
  it("writes to both", async () => {
    const { near, far, both } = layers();
    await both.keep("key", "kept", EXPIRES);
    expect([await near.inside(), await far.inside()]).toEqual([KEPT, KEPT]);
  });

  it.each([
    ["near", "far"],
    ["far", "near"],
  ] as const)("says that %s failed, after it has written to %s", async (failing, other) => {
    const all = layers();
    all[failing].fail();
    await expect(all.both.keep("key", "kept", EXPIRES)).rejects.toMatchObject({ part: failing });
    expect(await all[other].inside()).toEqual(KEPT);
  });
});

it("takes more layers by nesting", async () => {
  const [first, second, third] = [layer("first"), layer("second"), layer("third")];
  const all = layeredAnswers(first, layeredAnswers(second, third));
  await third.knows();
  expect(await all.find("key", NOW)).toEqual(KEPT);
  expect([await first.inside(), await second.inside()]).toEqual([KEPT, KEPT]);
});
