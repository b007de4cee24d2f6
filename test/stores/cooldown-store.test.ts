import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CooldownPolicy } from "../../src/limits/cooldown-policy.ts";
import type { CooldownStore } from "../../src/stores/cooldown-store.ts";
import { dynamoDbCooldowns } from "../../src/stores/dynamodb-cooldowns.ts";
import { memoryCooldowns } from "../../src/stores/memory-cooldowns.ts";
import { redisCooldowns } from "../../src/stores/redis-cooldowns.ts";
import { HOUR_MS } from "../support/clock.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";

const POLICY: CooldownPolicy = { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 };

let keys = 0;
const newKey = () => {
  keys += 1;
  return `phone#${keys}`;
};
const at = (seconds: number) => HOUR_MS + seconds * 1_000;

/** What every store of cooldowns does. The memory store is the reference. */
function contract(open: () => CooldownStore) {
  let store: CooldownStore;
  beforeAll(() => {
    store = open();
  });

  /** Asks at these seconds, one after the other; tells for each when it may be tried again, `0` when it started. */
  async function asked(key: string, seconds: readonly number[], policy = POLICY): Promise<number[]> {
    const answers: number[] = [];
    for (const second of seconds) {
      const answer = await store.start(key, `token at ${second}`, at(second), policy);
      answers.push(answer.started ? 0 : (answer.retryAtMs - HOUR_MS) / 1_000);
    }
    return answers;
  }

  async function started(key: string, seconds: number, token = `token at ${seconds}`) {
    const answer = await store.start(key, token, at(seconds), POLICY);
    if (!answer.started) throw new TypeError("expected a cooldown to start");
    return answer;
  }

  it("lets a greedy sender, who asks every 20 seconds, pass at 0, 60, 120, 420 and 720 seconds", async () => {
    const times = Array.from({ length: 37 }, (_, i) => i * 20);
    const answers = await asked(newKey(), times);
    expect(times.filter((_, i) => answers[i] === 0)).toEqual([0, 60, 120, 420, 720]);
  });

  it.each([
    ["the first is free", [0], [0]],
    ["a second within the base wait is told its end", [0, 1, 59.999], [0, 60, 60]],
    ["the base wait ends to the millisecond", [0, 60], [0, 0]],
    ["the third within the window escalates", [0, 60, 120, 180, 419.999], [0, 0, 0, 420, 420]],
    ["the escalated wait ends to the millisecond", [0, 60, 120, 420], [0, 0, 0, 0]],
    ["one that leaves the window at this very moment still counts", [0, 300, 600, 660], [0, 0, 0, 900]],
    ["one that left the window a millisecond ago does not", [0, 300, 600.001, 660.001], [0, 0, 0, 0]],
    ["a refused attempt never moves the clock", [0, 59, 59.5, 60, 61, 119, 120], [0, 60, 60, 0, 120, 120, 0]],
    ["a clock that went back is told the same end", [100, 0, -1_000], [0, 160, 160]],
  ])("%s", async (_, seconds, answers) => {
    expect(await asked(newKey(), seconds)).toEqual(answers);
  });

  it.each([
    ["1: every wait is escalated", { ...POLICY, threshold: 1 }, [0, 60, 299.999, 300], [0, 300, 300, 0]],
    ["2", { ...POLICY, threshold: 2 }, [0, 60, 120, 360], [0, 0, 360, 0]],
    ["5", { ...POLICY, threshold: 5 }, [0, 60, 120, 180, 240, 300, 540], [0, 0, 0, 0, 0, 540, 0]],
    ["3, with one wait for all", { ...POLICY, escalatedMs: 60_000 }, [0, 60, 120, 180], [0, 0, 0, 0]],
  ])("keeps to a threshold of %s", async (_, policy, seconds, answers) => {
    expect(await asked(newKey(), seconds, policy)).toEqual(answers);
  });

  it("keeps recipients apart", async () => {
    const [one, other] = [newKey(), newKey()];
    expect(await asked(one, [0, 1])).toEqual([0, 60]);
    expect(await asked(other, [1])).toEqual([0]);
  });

  it("puts back exactly what was there: the sends before still count, the one taken back does not", async () => {
    const key = newKey();
    await asked(key, [0, 60]);
    await (await started(key, 120)).undo(at(125));
    expect(await asked(key, [124.999, 125, 126])).toEqual([125, 0, 425]);
  });

  it("a first send that is taken back leaves nothing but its floor", async () => {
    const key = newKey();
    await (await started(key, 0)).undo(at(5));
    expect(await asked(key, [0, 4.999, 5, 6, 65])).toEqual([5, 5, 0, 65, 0]);
  });

  it("a floor never shortens a wait that is under way", async () => {
    const key = newKey();
    await asked(key, [0, 60, 120]);
    await (await started(key, 420)).undo(at(421));
    expect(await asked(key, [420.5, 421])).toEqual([421, 0]);
  });

  it("does nothing by an undo after another accepted send, nor by a second undo", async () => {
    const key = newKey();
    const first = await started(key, 0);
    const second = await started(key, 60);
    await first.undo(at(1_000));
    expect(await asked(key, [61])).toEqual([120]);
    await second.undo(at(65));
    await second.undo(at(1_000));
    expect(await asked(key, [64, 65])).toEqual([65, 0]);
  });

  it("admits exactly one of 50 who ask at once, and tells the others when", async () => {
    const key = newKey();
    const ask = (_: unknown, index: number) => store.start(key, `token ${index}`, at(0), POLICY);
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    expect(answers.filter(({ started }) => started)).toHaveLength(1);
    const refused = answers.flatMap((answer) => (answer.started ? [] : answer.retryAtMs));
    expect(new Set(refused)).toEqual(new Set([at(60)]));
  });

  it.each(["quotes ' \" and \\", "ünï😀", "__proto__", "#token :now"])("takes any key: %s", async (key) => {
    expect(await asked(key, [0, 1])).toEqual([0, 60]);
  });
}

describe("memoryCooldowns", () => {
  contract(() => memoryCooldowns());

  it("forgets the least recent beyond its bound, and never the latest", async () => {
    const store = memoryCooldowns({ maxRecipients: 10 });
    for (let i = 0; i < 1_000; i += 1) await store.start(`phone#${i}`, "token", at(0), POLICY);
    expect(await store.start("phone#999", "token", at(1), POLICY)).toMatchObject({ started: false });
    expect(await store.start("phone#0", "token", at(1), POLICY)).toMatchObject({ started: true });
  });
});

describe.each(Object.entries(ENGINES))("dynamoDbCooldowns %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    contract(() => dynamoDbCooldowns(patientTable(engine)));
  });
});

describe.each(ONE_CLIENT)("redisCooldowns %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    beforeAll(async () => {
      own = await start();
    });
    afterAll(() => own.close());
    contract(() => redisCooldowns(own.redis));
  });
});
