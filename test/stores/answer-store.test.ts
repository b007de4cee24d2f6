import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbAnswers } from "../../src/stores/dynamodb-answers.ts";
import { layeredAnswers } from "../../src/stores/layered-answers.ts";
import { memoryAnswers } from "../../src/stores/memory-answers.ts";
import { redisAnswers } from "../../src/stores/redis-answers.ts";
import { type Call, recordingProxy } from "../support/recording-proxy.ts";
import { answerContract, EXPIRES, NOW, newKey } from "./support/answer-contract.ts";
import { connectionTo, ENGINES, type Engine, patientTable, startDynalite } from "./support/engines.ts";
import { type OwnRedis, REDIS } from "./support/redis-clients.ts";

describe("memoryAnswers", () => {
  answerContract(() => memoryAnswers());

  it("forgets the least recent beyond its bound, and never the latest", async () => {
    const store = memoryAnswers({ maxAnswers: 10 });
    for (let i = 0; i < 1_000; i += 1) await store.keep(`answer#${i}`, "kept", EXPIRES);
    expect((await store.find("answer#999", NOW))?.text).toBe("kept");
    expect(await store.find("answer#0", NOW)).toBeUndefined();
  });
});

describe("layeredAnswers", () => {
  answerContract(() => layeredAnswers(memoryAnswers(), memoryAnswers()));
});

describe.each(Object.entries(ENGINES))("dynamoDbAnswers %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    answerContract(() => dynamoDbAnswers(patientTable(engine)));
  });
});

describe("dynamoDbAnswers", () => {
  it.each([
    ["asks for consistent reads", undefined, true],
    ["asks for reads at half the price when told to", { consistentRead: false }, false],
  ])("%s", async (_, options, consistent) => {
    const calls: Call[] = [];
    const engine = await startDynalite();
    const proxy = await recordingProxy(engine.url, calls);
    const store = dynamoDbAnswers(patientTable({ connection: connectionTo(proxy.url) }), options);
    await store.find(newKey(), NOW);
    expect(calls).toMatchObject([{ action: "dynamodb:GetItem", body: { ConsistentRead: consistent } }]);
    await proxy.close();
    await engine.close();
  });
});

describe.each(Object.entries(REDIS))("redisAnswers %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    beforeAll(async () => {
      own = await start();
    });
    afterAll(() => own.close());
    answerContract(() => redisAnswers(own.redis));
  });
});
