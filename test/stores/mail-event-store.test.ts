import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import type { DynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbMailEvents } from "../../src/stores/dynamodb-mail-events.ts";
import { MAIL_EVENTS, type MailEventStore } from "../../src/stores/mail-event-store.ts";
import { memoryMailEvents } from "../../src/stores/memory-mail-events.ts";
import { HOUR_MS } from "../support/clock.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { itemOf } from "./support/items.ts";

const NOTHING = { sent: 0, bounced: 0, complained: 0 };
const LEASE_MS = 30_000;

let names = 0;
const newName = (what: string) => {
  names += 1;
  return `${what} ${names}`;
};

/** What every store of events does. The memory store is the reference. */
function contract(open: () => MailEventStore) {
  let store: MailEventStore;
  beforeAll(() => {
    store = open();
  });

  it("holds nothing of a day that nothing is known of", async () => {
    expect(await store.read(newName("day"))).toEqual(NOTHING);
  });

  it.each(MAIL_EVENTS)("counts each event once, however often it is told: %s", async (event) => {
    const [day, id] = [newName("day"), newName("id")];
    const answers = [];
    for (const afterMs of [0, 1, LEASE_MS, 86_400_000]) {
      answers.push(await store.add(day, event, id, HOUR_MS + afterMs));
    }
    expect(answers).toEqual([true, false, false, false]);
    expect(await store.read(day)).toEqual({ ...NOTHING, [event]: 1 });
  });

  it("keeps events, mails and days apart", async () => {
    const [day, other] = [newName("day"), newName("day")];
    await store.add(day, "sent", newName("id"), HOUR_MS);
    await store.add(day, "sent", newName("id"), HOUR_MS);
    await store.add(day, "bounced", newName("id"), HOUR_MS);
    await store.add(other, "complained", newName("id"), HOUR_MS);
    expect(await store.read(day)).toEqual({ sent: 2, bounced: 1, complained: 0 });
    expect(await store.read(other)).toEqual({ sent: 0, bounced: 0, complained: 1 });
  });

  it("counts one that is told 50 times at once once, and says so to one", async () => {
    const [day, id] = [newName("day"), newName("id")];
    const told = await Promise.allSettled(
      Array.from({ length: 50 }, () => store.add(day, "bounced", id, HOUR_MS)),
    );
    const isNew = told.filter((each) => each.status === "fulfilled" && each.value);
    const toldAgain = told.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(isNew).toHaveLength(1);
    for (const reason of toldAgain) expect(reason).toBeInstanceOf(Unavailable);
    expect(await store.read(day)).toEqual({ ...NOTHING, bounced: 1 });
  });

  it("loses none of 50 different ones at once", async () => {
    const day = newName("day");
    const ids = Array.from({ length: 50 }, () => newName("id"));
    const added = await Promise.all(ids.map((id) => store.add(day, "sent", id, HOUR_MS)));
    expect(added.every(Boolean)).toBe(true);
    expect(await store.read(day)).toEqual({ ...NOTHING, sent: 50 });
  });

  it.each(["0100018f-a1b2-000000#bounced#ünï", "__proto__", ":id"])("takes any id: %s", async (id) => {
    const day = newName("day");
    expect(await store.add(day, "sent", id, HOUR_MS)).toBe(true);
    expect(await store.add(day, "sent", id, HOUR_MS)).toBe(false);
  });
}

describe("memoryMailEvents", () => {
  contract(() => memoryMailEvents());

  it("forgets the least recent beyond its bounds, and never the latest", async () => {
    const store = memoryMailEvents({ maxEvents: 10, maxDays: 10 });
    for (let i = 0; i < 1_000; i += 1) await store.add(`day ${i}`, "sent", `id ${i}`, HOUR_MS);
    expect(await store.add("day 999", "sent", "id 999", HOUR_MS)).toBe(false);
    expect(await store.add("day 0", "sent", "id 0", HOUR_MS)).toBe(true);
    expect(await store.read("day 1")).toEqual(NOTHING);
  });
});

describe.each(Object.entries(ENGINES))("dynamoDbMailEvents %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    const open = (table: DynamoDbTable = patientTable(engine)) => dynamoDbMailEvents(table);
    contract(open);

    /** A table under somebody who dies at the given call: before it is carried out, or before its answer is heard. */
    const untilDeath = (atCall: number, isCarriedOut: boolean): DynamoDbTable => {
      const table = patientTable(engine);
      let calls = 0;
      return {
        ...table,
        call: async (operation) => {
          calls += 1;
          if (calls < atCall) return table.call(operation);
          if (isCarriedOut) await table.call(operation);
          throw new Unavailable("dynamodb", new Error("died"));
        },
      };
    };

    it.each(
      [1, 2, 3, 4].flatMap((call) => [["before", call, false] as const, ["after", call, true] as const]),
    )("a crash %s call %i loses nothing and counts nothing twice", async (_, call, isCarriedOut) => {
      const [day, id] = [newName("day"), newName("id")];
      const dying = open(untilDeath(call, isCarriedOut));
      await expect(dying.add(day, "bounced", id, HOUR_MS)).rejects.toBeInstanceOf(Unavailable);
      // Told again, as SNS does: a minute and three minutes later, when the lease of whoever died is over.
      for (const afterMs of [60_000, 180_000]) {
        await open().add(day, "bounced", id, HOUR_MS + afterMs);
        expect(await open().read(day)).toEqual({ ...NOTHING, bounced: 1 });
      }
      expect(await open().add(day, "bounced", id, HOUR_MS + 180_001)).toBe(false);
    });

    it("one that was left half counted is to be told again, until the lease is over", async () => {
      const [day, id] = [newName("day"), newName("id")];
      await expect(open(untilDeath(2, false)).add(day, "sent", id, HOUR_MS)).rejects.toThrow();
      const tooEarly = open().add(day, "sent", id, HOUR_MS + LEASE_MS - 1);
      await expect(tooEarly).rejects.toBeInstanceOf(Unavailable);
      expect(await open().add(day, "sent", id, HOUR_MS + LEASE_MS)).toBe(true);
    });

    it("keeps items of a known form", async () => {
      const [day, id] = [newName("day"), newName("id")];
      await open().add(day, "complained", id, HOUR_MS + 1);
      expect(await itemOf(engine, `mail#${day}`)).toEqual({
        pk: { S: `mail#${day}` },
        complained: { N: "1" },
        ttl: { N: String(HOUR_MS / 1_000 + 40 * 86_400 + 1) },
      });
      expect(await itemOf(engine, `mail-event#${id}`)).toEqual({
        pk: { S: `mail-event#${id}` },
        ttl: { N: String(HOUR_MS / 1_000 + 4 * 86_400 + 1) },
      });
    });
  });
});
