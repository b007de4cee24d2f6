import { describe, expect, it } from "vitest";
import { type DeliveryOptions, delivery } from "../../src/delivery/deliver.ts";
import type { Handlers, Sending } from "../../src/delivery/handler.ts";
import { encodeJob, type Job, type TextJob } from "../../src/delivery/job.ts";
import { jobClaims } from "../../src/delivery/job-claims.ts";
import type { Timed } from "../../src/delivery/moment.ts";
import type { Conclusion } from "../../src/gate/trail.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { memoryOnce } from "../../src/stores/memory-once.ts";
import type { OnceStore } from "../../src/stores/once-store.ts";
import { HOUR_MS } from "../support/clock.ts";

const PLENTY_MS = 30_000;
const NEEDS_MS = 8_000;

const contact = (id: string): Job => ({
  kind: "contact",
  id,
  acceptedAtMs: HOUR_MS,
  payload: { name: "Ada", email: "ada@example.com", message: id },
});
const text = (id: string, notAfterMs = HOUR_MS + 600_000): Job => ({
  kind: "text",
  id,
  acceptedAtMs: HOUR_MS,
  payload: { to: "+66812345678", body: "Your code", source: "app", reference: id, notAfterMs, paidFor: null },
});
const queued = (job: Job) => ({ messageId: `message-${job.id}`, body: encodeJob(job) });
const POISON = { messageId: "message-poison", body: '{"v":2}' };

const SENT: Sending = { sent: true, value: undefined };
let tokens = 0;

/** One instance: what it sent, what it told, and its clock. */
function instance(over: Partial<DeliveryOptions> & { sending?: (jobs: readonly Job[]) => Sending } = {}) {
  const { sending = () => SENT, ...options } = over;
  const sends: string[][] = [];
  const told: Conclusion[] = [];
  const send = async (jobs: readonly Job[]) => {
    sends.push(jobs.map(({ id }) => id));
    return sending(jobs);
  };
  const handlers: Handlers = {
    contact: { needsMs: NEEDS_MS, send },
    text: { needsMs: NEEDS_MS, send },
  };
  const store = options.store ?? memoryOnce();
  const { deliver } = delivery({ handlers, newToken: () => `token-${++tokens}`, ...options, store });
  const time = { nowMs: HOUR_MS, elapsedMs: 0, remainingMs: PLENTY_MS };
  const at = (): Timed => ({
    nowMs: time.nowMs,
    elapsedMs: () => time.elapsedMs,
    remainingMs: () => time.remainingMs,
    signal: AbortSignal.abort(),
  });
  return {
    deliver: (...jobs: readonly Job[]) => deliver(jobs.map(queued), at(), (each) => void told.push(each)),
    deliverBatch: (batch: Parameters<typeof deliver>[0]) =>
      deliver(batch, at(), (each) => void told.push(each)),
    sends,
    reasons: () => told.map(({ reason }) => reason),
    told,
    time,
    store,
  };
}

const failing = (failure: "passing" | "lasting" | "permanent"): Sending => ({
  sent: false,
  reason: "X",
  failure,
});
const unknown: Sending = { sent: "unknown", reason: "TimeoutError" };

describe("a batch", () => {
  it("is sent, each message by itself, and over", async () => {
    const one = instance();
    expect(await one.deliver(contact("a"), text("b"))).toEqual([]);
    expect(one.sends).toEqual([["a"], ["b"]]);
    expect(one.told).toMatchObject([
      { gate: "deliver", outcome: "sent", reason: "SENT", trail: expect.any(Array) },
      { outcome: "sent" },
    ]);
  });

  it("fails at what nobody can read, and sends the rest", async () => {
    const one = instance();
    expect(await one.deliverBatch([queued(contact("a")), POISON, queued(contact("b"))])).toEqual([
      POISON.messageId,
    ]);
    expect(one.sends).toEqual([["a"], ["b"]]);
    const poison = one.told.find(({ reason }) => reason === "POISON");
    expect(poison?.trail).toMatchObject([{ check: "readable", error: expect.any(TypeError) }]);
  });

  it("fails at a kind that nobody here sends", async () => {
    const one = instance({ handlers: {} });
    expect(await one.deliver(contact("a"), text("b"))).toEqual(["message-a", "message-b"]);
    expect(one.reasons()).toEqual(["NO_HANDLER", "NO_HANDLER"]);
  });

  it("that is handed over again is not sent again, by whatever instance", async () => {
    const first = instance();
    await first.deliver(contact("a"), text("b"));
    const second = instance({ store: first.store });
    expect(await second.deliver(contact("a"), text("b"))).toEqual([]);
    expect(second.sends).toEqual([]);
    expect(second.reasons()).toEqual(["REPEATED", "REPEATED"]);
  });

  it("with one job twice sends it once; the second message comes again and is over then", async () => {
    const one = instance();
    const twice = [queued(contact("a")), { ...queued(contact("a")), messageId: "message-a2" }];
    expect(await one.deliverBatch(twice)).toEqual(["message-a2"]);
    expect(one.reasons().toSorted()).toEqual(["SENT", "UNDER_WAY"]);
    expect(await one.deliverBatch(twice.slice(1))).toEqual([]);
    expect(one.sends).toEqual([["a"]]);
  });

  it("is remembered as long as SQS can hand it over again", async () => {
    const one = instance();
    await one.deliver(contact("a"));
    one.time.nowMs += 14 * 86_400_000 - 1;
    await one.deliver(contact("a"));
    expect(one.reasons()).toEqual(["SENT", "REPEATED"]);
  });
});

describe("a send that failed", () => {
  it.each([
    ["passing", "SEND_FAILED"],
    ["lasting", "SENDING_STOPPED"],
    ["permanent", "MESSAGE_REFUSED"],
  ] as const)("%s: comes again as %s, and can be sent at once then", async (failure, reason) => {
    let sending: Sending = failing(failure);
    const one = instance({ sending: () => sending });
    expect(await one.deliver(contact("a"))).toEqual(["message-a"]);
    expect(one.told).toMatchObject([{ outcome: "failed", reason, detail: "X" }]);
    sending = SENT;
    expect(await one.deliver(contact("a"))).toEqual([]);
    expect(one.told.at(-1)).toMatchObject({ reason: "SENT", counts: [] });
  });

  it("without a word how long that lasts counts as passing", async () => {
    const one = instance({ sending: () => ({ sent: false, reason: "X" }) });
    expect(await one.deliver(contact("a"))).toEqual(["message-a"]);
    expect(one.reasons()).toEqual(["SEND_FAILED"]);
  });

  it("for good fails each time, and is never over", async () => {
    const one = instance({ sending: () => failing("permanent") });
    for (let time = 0; time < 5; time += 1) expect(await one.deliver(contact("a"))).toEqual(["message-a"]);
    expect(one.sends).toHaveLength(5);
  });

  it("for a reason that lasts stops the others of its kind, and no other kind", async () => {
    const one = instance({
      atOnce: 1,
      sending: ([job]) =>
        job?.kind === "contact" ? { ...failing("lasting"), counts: ["SpendWarning"] } : SENT,
    });
    expect(await one.deliver(contact("a"), contact("b"), contact("c"), text("d"))).toHaveLength(3);
    expect(one.sends).toEqual([["a"], ["d"]]);
    expect(one.told.flatMap(({ counts = [] }) => counts)).toEqual(["SpendWarning"]);
    expect(one.reasons().toSorted()).toEqual([...Array(3).fill("SENDING_STOPPED"), "SENT"]);
  });

  it("for a reason that lasts is found out by one send, however many may go at one time", async () => {
    const one = instance({ sending: () => failing("lasting") });
    await one.deliver(contact("a"), contact("b"), text("c"), contact("d"), text("e"));
    expect(one.sends).toEqual([["a"], ["c"]]);
    expect(one.reasons()).toEqual(Array(5).fill("SENDING_STOPPED"));
  });

  it("and what broke in a handler, may have been sent", async () => {
    const one = instance({
      sending: () => {
        throw new TypeError("a bug");
      },
    });
    expect(await one.deliver(contact("a"))).toEqual(["message-a"]);
    expect(one.told).toMatchObject([
      { outcome: "unknown", detail: "INTERNAL_ERROR", error: expect.any(TypeError) },
    ]);
  });
});

describe("several in one send", () => {
  const together = (over: Parameters<typeof instance>[0] = {}) => {
    const one = instance(over);
    const send = async (jobs: readonly Job[]) => {
      one.sends.push(jobs.map(({ id }) => id));
      return over.sending?.(jobs) ?? SENT;
    };
    const handlers: Handlers = { contact: { needsMs: NEEDS_MS, send, together: (jobs) => [jobs] } };
    return { ...instance({ ...over, handlers, store: one.store }), sends: one.sends };
  };
  const three = [contact("a"), contact("b"), contact("c")];

  it("are over together", async () => {
    const one = together();
    expect(await one.deliver(...three)).toEqual([]);
    expect(one.sends).toEqual([["a", "b", "c"]]);
    expect(one.reasons()).toEqual(["SENT", "SENT", "SENT"]);
  });

  it("count once what is counted of a send", async () => {
    const one = together({ sending: () => ({ ...SENT, counts: ["SpendWarning"] }) });
    await one.deliver(...three);
    expect(one.told.flatMap(({ counts = [] }) => counts)).toEqual(["SpendWarning"]);
  });

  it("leave out what was sent before", async () => {
    const one = together();
    await one.deliver(contact("b"));
    await one.deliver(...three);
    expect(one.sends).toEqual([["b"], ["a", "c"]]);
    await one.deliver(...three);
    expect(one.sends, "and nothing is sent of nothing").toHaveLength(2);
  });

  it("come again together when it fails", async () => {
    const one = together({ sending: () => failing("passing") });
    expect(await one.deliver(...three)).toHaveLength(3);
    expect(one.sends).toHaveLength(1);
  });

  it("are sent one by one when they are refused for good: one may have spoilt it for all", async () => {
    const isSpoilt = (jobs: readonly Job[]) => jobs.some(({ id }) => id === "b");
    const one = together({ sending: (jobs) => (isSpoilt(jobs) ? failing("permanent") : SENT) });
    expect(await one.deliver(...three)).toEqual(["message-b"]);
    expect(one.sends).toEqual([["a", "b", "c"], ["a"], ["b"], ["c"]]);
    expect(one.reasons().toSorted()).toEqual(["MESSAGE_REFUSED", "SENT", "SENT"]);
  });

  it("count what is counted of the send that was refused, though nothing is sent of it", async () => {
    const refused: Sending = { ...failing("permanent"), counts: ["SpendWarning"] };
    const one = together({ sending: (jobs) => (jobs.length > 1 ? refused : SENT) });
    expect(await one.deliver(...three)).toEqual([]);
    expect(one.told.flatMap(({ counts = [] }) => counts)).toEqual(["SpendWarning"]);
    const hurried = together({
      sending: () => {
        hurried.time.remainingMs = NEEDS_MS - 1;
        return refused;
      },
    });
    await hurried.deliver(...three);
    expect(hurried.reasons(), "no part of it was sent").toEqual(Array(3).fill("NO_TIME_LEFT"));
    expect(hurried.told.flatMap(({ counts = [] }) => counts)).toEqual(["SpendWarning"]);
  });

  it("of which a handler leaves one out: that one comes again", async () => {
    const handlers: Handlers = {
      contact: { needsMs: NEEDS_MS, send: async () => SENT, together: (jobs) => [jobs.slice(1)] },
    };
    expect(await instance({ handlers }).deliver(...three)).toEqual(["message-a"]);
  });
});

describe("doubt", () => {
  const LEASE_MS = PLENTY_MS + 10_000;

  /** An instance that claims and is killed before it can say what it did. */
  const crash = (store: OnceStore, job: Job) =>
    jobClaims(store, () => `token-${++tokens}`).claim(job, HOUR_MS, HOUR_MS + LEASE_MS);

  it("a claim that an instance holds keeps the others off until its lease ends", async () => {
    const one = instance();
    await crash(one.store, contact("a"));
    one.time.nowMs = HOUR_MS + LEASE_MS - 1;
    expect(await one.deliver(contact("a"))).toEqual(["message-a"]);
    expect(one.told).toMatchObject([{ reason: "UNDER_WAY", counts: [] }]);
    expect(one.sends).toEqual([]);
  });

  it("a mail whose sender was killed is sent again, and counted", async () => {
    const one = instance();
    await crash(one.store, contact("a"));
    one.time.nowMs = HOUR_MS + LEASE_MS;
    expect(await one.deliver(contact("a"))).toEqual([]);
    expect(one.told).toMatchObject([{ reason: "SENT", counts: ["Doubtful"] }]);
    expect(await one.deliver(contact("a")), "and not a third time").toEqual([]);
    expect(one.sends).toEqual([["a"]]);
  });

  it("a text whose sender was killed is never sent again, however often it comes", async () => {
    const one = instance();
    await crash(one.store, text("a"));
    one.time.nowMs = HOUR_MS + LEASE_MS;
    for (let time = 1; time <= 5; time += 1) {
      expect(await one.deliver(text("a"))).toEqual(["message-a"]);
    }
    expect(one.sends).toEqual([]);
    expect(one.reasons()).toEqual(Array(5).fill("DOUBTFUL"));
    expect(one.told.map(({ counts }) => counts)).toEqual(Array(5).fill(["Doubtful"]));
  });

  it("the same holds when nobody knows whether the provider sent", async () => {
    let sending: Sending = unknown;
    const one = instance({ sending: () => sending });
    expect(await one.deliver(contact("a"), text("b"))).toEqual(["message-a", "message-b"]);
    expect(one.told).toMatchObject([{ outcome: "unknown" }, { outcome: "unknown" }]);
    sending = SENT;
    one.time.nowMs += LEASE_MS;
    expect(await one.deliver(contact("a"), text("b"))).toEqual(["message-b"]);
    expect(one.sends).toEqual([["a"], ["b"], ["a"]]);
    expect(one.reasons().slice(2).toSorted()).toEqual(["DOUBTFUL", "SENT"]);
  });

  it("stays when an attempt in between surely sent nothing", async () => {
    let sending: Sending = unknown;
    const one = instance({ sending: () => sending });
    await one.deliver(contact("a"));
    one.time.nowMs += LEASE_MS;
    sending = failing("passing");
    await one.deliver(contact("a"));
    sending = SENT;
    await one.deliver(contact("a"));
    expect(one.told.at(-1)).toMatchObject({ reason: "SENT", counts: ["Doubtful"] });
  });

  it("is none when attempts in between surely sent nothing, and nothing else happened", async () => {
    let sending: Sending = failing("passing");
    const one = instance({ sending: () => sending });
    await one.deliver(text("a"));
    sending = SENT;
    expect(await one.deliver(text("a"))).toEqual([]);
    expect(one.told.at(-1)).toMatchObject({ reason: "SENT", counts: [] });
  });
});

describe("a text", () => {
  it("is sent until its time is over, and then is over itself", async () => {
    const one = instance();
    one.time.nowMs = HOUR_MS + 600_000;
    expect(await one.deliver(text("a"))).toEqual([]);
    one.time.nowMs += 1;
    expect(await one.deliver(text("b"))).toEqual([]);
    expect(one.sends).toEqual([["a"]]);
    expect(one.reasons()).toEqual(["SENT", "EXPIRED"]);
  });

  it("whose time ends while others of the batch are sent is not sent any more", async () => {
    const one = instance({
      atOnce: 1,
      sending: () => {
        one.time.elapsedMs = 5_000;
        return SENT;
      },
    });
    expect(await one.deliver(text("a"), text("b", HOUR_MS + 4_999))).toEqual([]);
    expect(one.sends).toEqual([["a"]]);
    expect(one.reasons()).toEqual(["SENT", "EXPIRED"]);
  });

  it("whose time ends does not end the others of its send", async () => {
    const sends: string[][] = [];
    const send = async (jobs: readonly Job[]) => {
      sends.push(jobs.map(({ id }) => id));
      one.time.elapsedMs = 5_000;
      return SENT;
    };
    const inOne = { needsMs: NEEDS_MS, send, together: (jobs: readonly TextJob[]) => [jobs] };
    const one = instance({ atOnce: 1, handlers: { contact: { needsMs: NEEDS_MS, send }, text: inOne } });
    expect(await one.deliver(contact("a"), text("b", HOUR_MS + 4_999), text("c"), text("d"))).toEqual([]);
    expect(sends.flat()).toEqual(["a", "c", "d"]);
    expect(one.reasons()).toEqual(["SENT", "EXPIRED", "SENT", "SENT"]);
  });
});

describe("the end of a text that was never sent", () => {
  /** Handlers that are told of it, and who was told. */
  function telling(sending: () => Sending = () => SENT) {
    const expired: string[] = [];
    const handlers: Handlers = {
      text: {
        needsMs: NEEDS_MS,
        send: async () => sending(),
        expire: async ({ id }) => void expired.push(id),
      },
    };
    return { expired, handlers };
  }
  const LATE = HOUR_MS + 600_001;

  it("is told once, however often and to however many the queue hands it over", async () => {
    const { expired, handlers } = telling();
    const store = memoryOnce();
    const instances = Array.from({ length: 5 }, () => instance({ handlers, store }));
    await Promise.all(
      instances.map((one) => {
        one.time.nowMs = LATE;
        return one.deliver(text("a"));
      }),
    );
    const [one] = instances as [ReturnType<typeof instance>];
    expect(await one.deliver(text("a"))).toEqual([]);
    expect(one.reasons().at(-1)).toBe("REPEATED");
    expect(expired).toEqual(["a"]);
  });

  it("is told of one that was refused before, and not of one that may have gone", async () => {
    for (const [sending, told] of [
      [failing("passing"), ["a"]],
      [{ sent: "unknown", reason: "X" } as const, []],
    ] as const) {
      const { expired, handlers } = telling(() => sending);
      const one = instance({ handlers });
      await one.deliver(text("a"));
      one.time.nowMs = LATE + PLENTY_MS + 60_000;
      expect(await one.deliver(text("a"))).toEqual([]);
      expect(one.reasons().at(-1)).toBe("EXPIRED");
      expect(expired).toEqual(told);
    }
  });

  it("is not told again when whoever told it was killed before that was written down", async () => {
    const { expired, handlers } = telling();
    const store = memoryOnce();
    const killed = instance({
      handlers,
      store: { ...store, finish: () => Promise.reject(new Error("killed")) },
    });
    killed.time.nowMs = LATE;
    await killed.deliver(text("a"));
    const next = instance({ handlers, store });
    next.time.nowMs = LATE + PLENTY_MS + 60_000;
    expect(await next.deliver(text("a"))).toEqual([]);
    expect(expired).toEqual(["a"]);
  });
});

describe("the deadline", () => {
  it("nothing is begun with less time left than a send may take, and nothing is written", async () => {
    const written: string[] = [];
    const store = memoryOnce();
    const claim: OnceStore["claim"] = (work, nowMs) => {
      written.push(work.key);
      return store.claim(work, nowMs);
    };
    const one = instance({ store: { ...store, claim } });
    one.time.remainingMs = NEEDS_MS - 1;
    expect(await one.deliver(contact("a"))).toEqual(["message-a"]);
    expect(written).toEqual([]);
    expect(one.told).toMatchObject([{ outcome: "refused", reason: "NO_TIME_LEFT" }]);
    one.time.remainingMs = NEEDS_MS;
    expect(await one.deliver(contact("a"))).toEqual([]);
    expect(one.told.at(-1)).toMatchObject({ reason: "SENT", counts: [] });
  });

  it("what was claimed and not begun in time is free at once, and no doubt is left", async () => {
    const one = instance({
      atOnce: 1,
      sending: () => {
        one.time.remainingMs -= PLENTY_MS - NEEDS_MS + 1;
        return SENT;
      },
    });
    expect(await one.deliver(text("a"), text("b"))).toEqual(["message-b"]);
    expect(one.reasons()).toEqual(["SENT", "NO_TIME_LEFT"]);
    one.time.remainingMs = PLENTY_MS;
    expect(await one.deliver(text("b"))).toEqual([]);
  });

  it("handlers are told to be done before the end", async () => {
    let remainingMs = 0;
    const handlers: Handlers = {
      contact: {
        needsMs: NEEDS_MS,
        send: async (_, at) => {
          remainingMs = at.remainingMs();
          return SENT;
        },
      },
    };
    await instance({ handlers }).deliver(contact("a"));
    expect(remainingMs).toBe(PLENTY_MS - 2_000);
  });
});

describe("when the store fails", () => {
  const down = async () => {
    throw new Unavailable("dynamodb", new Error("down"));
  };

  it("at a claim, nothing is sent: the queue can wait", async () => {
    const one = instance({ store: { ...memoryOnce(), claim: down } });
    expect(await one.deliver(contact("a"), text("b"))).toEqual(["message-a", "message-b"]);
    expect(one.sends).toEqual([]);
    expect(one.reasons()).toEqual(["STORE_UNAVAILABLE", "STORE_UNAVAILABLE"]);
  });

  describe("with the answer to the write that a job has begun", () => {
    /** The write lands all the same. */
    const lostOnce = (more: Partial<OnceStore> = {}): OnceStore => {
      const store = memoryOnce();
      let lost = 0;
      const claim: OnceStore["claim"] = async (work, nowMs) => {
        const answer = await store.claim(work, nowMs);
        if (work.key.startsWith("begun#") && ++lost === 1)
          throw new Unavailable("dynamodb", new Error("lost"));
        return answer;
      };
      return { ...store, claim, ...more };
    };

    it("it was not tried: it is free at once, and no doubt is left", async () => {
      const one = instance({ store: lostOnce() });
      expect(await one.deliver(text("a"))).toEqual(["message-a"]);
      expect(one.reasons()).toEqual(["STORE_UNAVAILABLE"]);
      expect(await one.deliver(text("a"))).toEqual([]);
      expect(one.told.at(-1)).toMatchObject({ reason: "SENT", counts: [] });
    });

    it("and the release as well, the log has what broke first", async () => {
      const one = instance({ store: lostOnce({ release: down }) });
      expect(await one.deliver(text("a"))).toEqual(["message-a"]);
      expect(one.told[0]?.trail.at(-1)).toMatchObject({
        reason: "STORE_UNAVAILABLE",
        error: { cause: { message: "lost" } },
      });
    });
  });

  it("after the send, the message is over all the same, with what broke", async () => {
    const one = instance({ store: { ...memoryOnce(), finish: down } });
    expect(await one.deliver(contact("a"))).toEqual([]);
    expect(one.told).toMatchObject([{ reason: "SENT", error: expect.any(Unavailable) }]);
  });

  it("at giving back, the message comes again, with what the provider said", async () => {
    const one = instance({ store: { ...memoryOnce(), release: down }, sending: () => failing("passing") });
    expect(await one.deliver(contact("a"))).toEqual(["message-a"]);
    expect(one.told).toMatchObject([{ reason: "SEND_FAILED", error: expect.any(Unavailable) }]);
  });

  it("with a bug of ours, the message comes again and the others are sent", async () => {
    const store = memoryOnce();
    const claim: OnceStore["claim"] = async (work, nowMs) => {
      if (work.key === "job#a") throw new TypeError("a bug");
      return store.claim(work, nowMs);
    };
    const one = instance({ store: { ...store, claim } });
    expect(await one.deliver(contact("a"), contact("b"))).toEqual(["message-a"]);
    expect(one.reasons().toSorted()).toEqual(["INTERNAL_ERROR", "SENT"]);
  });
});

it("no more is done at once than it says", async () => {
  let [running, most] = [0, 0];
  const send = async (): Promise<Sending> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    return SENT;
  };
  const one = instance({ atOnce: 3, handlers: { contact: { needsMs: NEEDS_MS, send } } });
  await one.deliver(...Array.from({ length: 20 }, (_, number) => contact(`${number}`)));
  expect(most).toBe(3);
});
