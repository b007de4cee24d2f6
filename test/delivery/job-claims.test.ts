import { describe, expect, it } from "vitest";
import type { Job } from "../../src/delivery/job.ts";
import { jobClaims } from "../../src/delivery/job-claims.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { DAY_MS } from "../../src/limits/day.ts";
import { memoryOnce } from "../../src/stores/memory-once.ts";
import type { OnceStore, OnceWork } from "../../src/stores/once-store.ts";
import { HOUR_MS } from "../support/clock.ts";

const JOB: Job = {
  kind: "contact",
  id: "1",
  acceptedAtMs: HOUR_MS,
  payload: { name: "Ada", email: "ada@example.com", message: "Hello" },
};
const LEASE_MS = 30_000;
const REMEMBERED_MS = 14 * DAY_MS;

/** One instance over a store, and what it asked of it. */
function instance(store: OnceStore = memoryOnce()) {
  const asked: (readonly [what: keyof OnceStore, key: string])[] = [];
  const works: OnceWork[] = [];
  const watched: OnceStore = {
    claim: (work, nowMs) => {
      asked.push(["claim", work.key]);
      works.push(work);
      return store.claim(work, nowMs);
    },
    finish: (work, nowMs) => {
      asked.push(["finish", work.key]);
      return store.finish(work, nowMs);
    },
    release: (work, nowMs) => {
      asked.push(["release", work.key]);
      return store.release(work, nowMs);
    },
  };
  let tokens = 0;
  const claims = jobClaims(watched, () => `token ${++tokens}`);
  const claim = async (nowMs = HOUR_MS) => claims.claim(JOB, nowMs, nowMs + LEASE_MS);
  const ours = async (nowMs = HOUR_MS) => {
    const claimed = await claim(nowMs);
    if (typeof claimed === "string") throw new TypeError(`it is ${claimed}`);
    return claimed;
  };
  return { asked, works, claim, ours };
}

const down = async (): Promise<never> => {
  throw new Unavailable("dynamodb", new Error("down"));
};

describe("a job", () => {
  it("is claimed by its turn and by its beginning, which outlives the lease: SQS keeps a message for 14 days", async () => {
    const { works, ours } = instance();
    expect(await ours()).toMatchObject({ doubtful: false });
    const known = { fingerprint: "contact", token: "token 1", expiresAtMs: HOUR_MS + REMEMBERED_MS };
    expect(works).toEqual([
      { ...known, key: "job#1", leaseUntilMs: HOUR_MS + LEASE_MS },
      { ...known, key: "begun#1", leaseUntilMs: HOUR_MS + REMEMBERED_MS },
    ]);
  });

  it("is under way until its lease ends, and doubtful after it: the one that began never told how it ended", async () => {
    const { asked, claim, ours } = instance();
    await ours();
    asked.length = 0;
    expect(await claim(HOUR_MS + LEASE_MS - 1)).toBe("under-way");
    expect(asked).toEqual([["claim", "job#1"]]);
    expect(await ours(HOUR_MS + LEASE_MS)).toMatchObject({ doubtful: true });
  });

  it("that is finished is done for everyone else", async () => {
    const { asked, claim, ours } = instance();
    await (await ours()).finish();
    expect(asked.at(-1)).toEqual(["finish", "job#1"]);
    expect(await claim(HOUR_MS + LEASE_MS)).toBe("done");
  });

  it("that is released is free at once, without doubt; the beginning is released first", async () => {
    const { asked, ours } = instance();
    await (await ours()).release();
    expect(asked.slice(-2)).toEqual([
      ["release", "begun#1"],
      ["release", "job#1"],
    ]);
    expect(await ours()).toMatchObject({ doubtful: false });
  });

  it("whose beginning another left stays doubtful when it is released", async () => {
    const { ours } = instance();
    await ours();
    await (await ours(HOUR_MS + LEASE_MS)).release();
    expect(await ours(HOUR_MS + LEASE_MS)).toMatchObject({ doubtful: true });
  });
});

describe("when the store is out of reach", () => {
  it("before the turn: it is thrown, and nothing is released", async () => {
    const { asked, claim } = instance({ ...memoryOnce(), claim: down });
    await expect(claim()).rejects.toBeInstanceOf(Unavailable);
    expect(asked).toEqual([["claim", "job#1"]]);
  });

  it("between the turn and the beginning: it is thrown, and both are released, so that the next attempt has no doubt", async () => {
    const store = memoryOnce();
    let isDown = true;
    const failing: OnceStore = {
      ...store,
      claim: async (work, nowMs) => {
        const claimed = await store.claim(work, nowMs);
        return isDown && work.key === "begun#1" ? down() : claimed;
      },
    };
    const { claim, ours } = instance(failing);
    await expect(claim()).rejects.toBeInstanceOf(Unavailable);
    isDown = false;
    expect(await ours()).toMatchObject({ doubtful: false });
  });

  it("and the release fails as well: what broke first is thrown", async () => {
    const store = memoryOnce();
    const first = new Unavailable("dynamodb", new Error("first"));
    const failing: OnceStore = {
      ...store,
      claim: (work, nowMs) => (work.key === "begun#1" ? Promise.reject(first) : store.claim(work, nowMs)),
      release: down,
    };
    await expect(instance(failing).claim()).rejects.toBe(first);
  });

  it("a release that fails is told", async () => {
    const { ours } = instance({ ...memoryOnce(), release: down });
    await expect((await ours()).release()).rejects.toBeInstanceOf(Unavailable);
  });
});
