import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { clientConfig } from "../../src/aws/connection.ts";
import { dynamoDbMessages } from "../../src/stores/dynamodb-messages.ts";
import { memoryMessages } from "../../src/stores/memory-messages.ts";
import { isMessageId, type KeptMessage, type MessageStore } from "../../src/stores/message-store.ts";
import { ENGINES } from "./support/engines.ts";
import { createMessageTable, MESSAGE_TABLE, patientMessageTable } from "./support/message-table.ts";
import { recordedEngine } from "./support/recorded.ts";

const PAGE = 5;
const NOON_MS = Date.UTC(2026, 10, 22, 12);
const EXPIRES_MS = NOON_MS + 86_400_001;

let days = 0;
/** A day that no other test writes to. */
const newDay = () => {
  days += 1;
  return new Date(Date.UTC(2000, 0, days)).toISOString().slice(0, 10);
};

const messageAt = (day: string, time: string, rest: Partial<KeptMessage> = {}): KeptMessage => ({
  keptAs: "held",
  id: `${day}T${time}-1f0c`,
  name: "Visitor",
  email: "visitor@example.com",
  message: "Hello",
  reason: "HONEYPOT",
  expiresAtMs: EXPIRES_MS,
  ...rest,
});
const minute = (index: number) => `09:${String(index).padStart(2, "0")}:00.000Z`;

/** What every store of messages does. The memory store is the reference. */
function contract(open: () => MessageStore) {
  let store: MessageStore;
  beforeAll(() => {
    store = open();
  });

  /** A day's pages, to the last. */
  async function pagesOf(day: string, nowMs = NOON_MS, keptAs: KeptMessage["keptAs"] = "held") {
    const pages = [];
    let from: string | undefined;
    do {
      const { messages, next } = await store.list(keptAs, day, nowMs, from);
      pages.push(messages);
      from = next;
    } while (from !== undefined);
    return pages;
  }
  const idsOf = async (...of: Parameters<typeof pagesOf>) =>
    (await pagesOf(...of)).flat().map(({ id }) => id);
  const keepAll = (messages: readonly KeptMessage[]) =>
    Promise.all(messages.map((message) => store.keep(message)));

  it.each<[string, Partial<KeptMessage>]>([
    ["a held one", {}],
    ["an archived one, without a reason", { keptAs: "archived", reason: undefined }],
    ["empty texts", { name: "", message: "", email: "" }],
    ["any text", { name: "__proto__", message: "ünï😀\n\u0000\t\"'\\ :now #name", email: "ü@ß.example" }],
    ["a long text", { message: "x".repeat(50_000) }],
  ])("gives back word for word: %s", async (_, rest) => {
    const message = messageAt(newDay(), minute(0), rest);
    await store.keep(message);
    expect(await store.find(message.keptAs, message.id, NOON_MS)).toEqual(message);
    const [listed] = (await pagesOf(message.id.slice(0, 10), NOON_MS, message.keptAs)).flat();
    expect(listed).toEqual(message);
  });

  it("finds nothing where nothing was kept", async () => {
    const day = newDay();
    expect(await store.find("held", messageAt(day, minute(0)).id, NOON_MS)).toBeUndefined();
    expect(await pagesOf(day)).toEqual([[]]);
  });

  it("counts a day's, over its pages, without what has expired or is of another kind", async () => {
    const [day, next] = [newDay(), newDay()];
    const messages = Array.from({ length: 2 * PAGE + 1 }, (_, index) => messageAt(day, minute(index)));
    await keepAll([
      ...messages,
      messageAt(day, minute(30), { expiresAtMs: NOON_MS }),
      messageAt(day, minute(31), { keptAs: "archived" }),
      messageAt(next, minute(0)),
    ]);
    expect(await store.count("held", day, NOON_MS)).toBe(2 * PAGE + 1);
    expect(await store.count("archived", day, NOON_MS)).toBe(1);
    expect(await store.count("archived", next, NOON_MS)).toBe(0);
  });

  it("lists a day's, oldest first, and no other day's", async () => {
    const [day, next] = [newDay(), newDay()];
    const messages = [2, 0, 1].map((index) => messageAt(day, minute(index)));
    await keepAll([...messages, messageAt(next, "00:00:00.000Z")]);
    expect(await idsOf(day)).toEqual([0, 1, 2].map((index) => messageAt(day, minute(index)).id));
    expect(await idsOf(next)).toEqual([messageAt(next, "00:00:00.000Z").id]);
  });

  it("keeps held and archived ones apart, of the same id too", async () => {
    const day = newDay();
    const [held, archived] = [
      messageAt(day, minute(0), { message: "held" }),
      messageAt(day, minute(0), { keptAs: "archived", message: "archived" }),
    ];
    await keepAll([held, archived]);
    expect((await store.find("held", held.id, NOON_MS))?.message).toBe("held");
    expect((await store.find("archived", held.id, NOON_MS))?.message).toBe("archived");
    await store.remove("held", held.id);
    expect(await idsOf(day)).toEqual([]);
    expect(await idsOf(day, NOON_MS, "archived")).toEqual([held.id]);
  });

  it.each([1, PAGE - 1, PAGE, PAGE + 1, 4 * PAGE + 2])("lists %i page by page, each once", async (count) => {
    const day = newDay();
    const messages = Array.from({ length: count }, (_, index) => messageAt(day, minute(index)));
    await keepAll(messages);
    const pages = await pagesOf(day);
    expect(Math.max(...pages.map(({ length }) => length))).toBe(Math.min(PAGE, count));
    expect(pages.flat()).toEqual(messages);
  });

  it("a page of nothing but expired ones is not the last", async () => {
    const day = newDay();
    const messages = Array.from({ length: 3 * PAGE }, (_, index) =>
      messageAt(day, minute(index), { expiresAtMs: index < 2 * PAGE ? NOON_MS : EXPIRES_MS }),
    );
    await keepAll(messages);
    expect((await pagesOf(day))[0]).toEqual([]);
    expect(await idsOf(day)).toEqual(messages.slice(2 * PAGE).map(({ id }) => id));
  });

  it("goes on behind a message that was removed meanwhile", async () => {
    const day = newDay();
    await keepAll(Array.from({ length: PAGE + 2 }, (_, index) => messageAt(day, minute(index))));
    const { next } = await store.list("held", day, NOON_MS);
    await store.remove("held", messageAt(day, minute(PAGE - 1)).id);
    const { messages } = await store.list("held", day, NOON_MS, next);
    expect(messages.map(({ id }) => id)).toEqual(
      [PAGE, PAGE + 1].map((index) => messageAt(day, minute(index)).id),
    );
  });

  it.each([
    ["a millisecond before its expiry", EXPIRES_MS - 1, true],
    ["at its expiry", EXPIRES_MS, false],
    ["after its expiry, though nobody has deleted it", EXPIRES_MS + 1, false],
  ])("%s", async (_, nowMs, isThere) => {
    const message = messageAt(newDay(), minute(0));
    await store.keep(message);
    expect(await store.find("held", message.id, nowMs)).toEqual(isThere ? message : undefined);
    expect(await idsOf(message.id.slice(0, 10), nowMs)).toEqual(isThere ? [message.id] : []);
  });

  it("removes one, once and again", async () => {
    const message = messageAt(newDay(), minute(0));
    await store.keep(message);
    for (let i = 0; i < 2; i += 1) await store.remove("held", message.id);
    expect(await store.find("held", message.id, NOON_MS)).toBeUndefined();
  });

  it("finds all of one address, of any day, expired or not, and says how many it read", async () => {
    const before = (await store.ofAddress(() => false)).scanned;
    const email = "Erase.Me@example.com";
    // More than DynamoDB reads at once, which is a megabyte.
    const others = Array.from({ length: 300 }, (_, index) =>
      messageAt(newDay(), minute(0), { id: `2030-01-01T00:00:00.000Z-${index}`, message: "x".repeat(5_000) }),
    );
    const theirs = [
      messageAt(newDay(), minute(0), { email }),
      messageAt(newDay(), minute(1), { email, keptAs: "archived", reason: undefined }),
      messageAt("2030-01-01", "23:59:59.999Z", { email, expiresAtMs: 1 }),
    ];
    for (let from = 0; from < others.length; from += 50) await keepAll(others.slice(from, from + 50));
    await keepAll(theirs);
    const { found, scanned } = await store.ofAddress((each) => each === email);
    const byId = (one: { readonly id: string }, other: { readonly id: string }) =>
      one.id < other.id ? -1 : 1;
    expect(found.toSorted(byId)).toEqual(theirs.map(({ keptAs, id }) => ({ keptAs, id })).toSorted(byId));
    expect(scanned - before).toBe(303);
  });

  it.each([
    "",
    "1f0c",
    "2026-11-22",
    "2026-11-22 09:30",
    "2026-11-22T",
    "2026-11-22Tü",
    `2026-11-22T${"x".repeat(201)}`,
  ])("an id that is none is misuse: %.30j", async (id) => {
    expect(isMessageId(id)).toBe(false);
    await expect(store.keep({ ...messageAt("2026-11-22", minute(0)), id })).rejects.toThrow(TypeError);
    await expect(store.find("held", id, NOON_MS)).rejects.toThrow(TypeError);
    await expect(store.remove("held", id)).rejects.toThrow(TypeError);
  });

  it("an id is the moment, and what tells it from others", () => {
    expect(isMessageId("2026-11-22T09:30:00.000Z-1f0c8a3e-7f39-4d38-9f53-0d5b7f6ad0c1")).toBe(true);
  });
}

describe("memoryMessages", () => contract(() => memoryMessages({ pageSize: PAGE })));

describe.each(Object.entries(ENGINES))("dynamoDbMessages %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    const { calls, connection, engine } = recordedEngine(start);
    beforeAll(() => createMessageTable(engine()));
    contract(() => dynamoDbMessages(patientMessageTable(engine()), { pageSize: PAGE }));

    it("asks for reads that see every write before them, and for no text when it looks for an address", async () => {
      const store = dynamoDbMessages(patientMessageTable({ connection: connection() }));
      const { id } = messageAt(newDay(), minute(0));
      await store.list("held", id.slice(0, 10), NOON_MS);
      await store.find("held", id, NOON_MS);
      await store.ofAddress(() => false);
      expect(calls.length).toBeGreaterThanOrEqual(4);
      for (const { body } of calls) expect(body).toMatchObject({ ConsistentRead: true });
      const scans = calls.filter(({ action }) => action === "dynamodb:Scan");
      expect(scans.length, "more than a page").toBeGreaterThan(1);
      for (const { body } of scans) expect(body).toMatchObject({ ProjectionExpression: "keptAs, sk, email" });
    });

    it("keeps items of a known form", async () => {
      const day = newDay();
      const message = messageAt(day, minute(0));
      await dynamoDbMessages(patientMessageTable(engine())).keep(message);
      const Key = { pk: { S: `held#${day}` }, sk: { S: message.id } };
      const client = new DynamoDBClient(clientConfig(engine().connection));
      const { Item } = await client.send(new GetItemCommand({ TableName: MESSAGE_TABLE, Key }));
      client.destroy();
      expect(Item).toEqual({
        ...Key,
        keptAs: { S: "held" },
        name: { S: "Visitor" },
        email: { S: "visitor@example.com" },
        message: { S: "Hello" },
        reason: { S: "HONEYPOT" },
        expiresAtMs: { N: String(EXPIRES_MS) },
        ttl: { N: String((EXPIRES_MS + 999) / 1_000) },
      });
    });
  });
});
