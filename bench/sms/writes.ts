import { at } from "../at.ts";
import type { Children } from "../children.ts";
import { type Billed, billed } from "../dynamodb/billed.ts";
import { createTable } from "../dynamodb/table.ts";
import { recordingWire, type Wire } from "../dynamodb/wire.ts";
import type { Section } from "../report/section.ts";
import { sms, storesOnDynamoDb } from "./service.ts";

/** DynamoDB writes and reads per text, counted on the wire: exact, whatever the machine. */
export async function smsWrites(children: Children): Promise<Section> {
  const dynalite = await children.serve("dynalite.ts");
  const wire = await recordingWire(dynalite.url);
  const tableName = await createTable(dynalite.url, "sms-writes", "pk");
  const rows = [];
  for (const [index, each] of CASES.entries()) {
    const { writes, reads } = await count(each, index, wire, tableName);
    rows.push([each.name, writes, reads]);
  }
  wire.close();
  return {
    title: "Text messages: DynamoDB writes per decision",
    notes: [
      "The whole service with the settings it has by default and providers that keep nothing; counted by a proxy in front of dynalite. A failed conditional write counts: DynamoDB bills it. An instance remembers nothing of these limits, so warm and cold are alike.",
      "The read of a refusal by the cooldown is dynalite's: it does not hand back the item that failed the condition, so it is read. DynamoDB hands it back with the refusal.",
    ],
    head: ["decision", "writes", "reads"],
    rows,
    targets: [],
  };
}

interface Case {
  readonly name: string;
  /** Sent to the same prefix before, and not counted; `last` are the last four digits. */
  readonly before?: readonly Text[];
  readonly counted: Text;
  readonly reason: string;
  readonly prefixLimitPerHour?: number;
}

interface Text {
  readonly last?: string;
  readonly more?: object;
  readonly notSent?: boolean;
}

const CASES: readonly Case[] = [
  { name: "accepted", counted: {}, reason: "SENT" },
  { name: "accepted, with idempotencyKey", counted: { more: { idempotencyKey: "a" } }, reason: "SENT" },
  {
    name: "the same idempotencyKey again",
    before: [{ more: { idempotencyKey: "b" } }],
    counted: { more: { idempotencyKey: "b" } },
    reason: "REPEATED",
  },
  { name: "accepted, with skipRateLimit", counted: { more: { skipRateLimit: true } }, reason: "SENT" },
  { name: "refused by the cooldown", before: [{}], counted: {}, reason: "RATE_LIMITED" },
  {
    name: "refused by the prefix limit (cooldown taken back)",
    before: [{}],
    counted: { last: "5432" },
    reason: "RATE_LIMITED",
    prefixLimitPerHour: 1,
  },
  {
    name: "refused before I/O (blocked country)",
    counted: { more: { phone: "+2348012345678" } },
    reason: "BLOCKED_COUNTRY",
  },
  { name: "not sent by either provider (all taken back)", counted: { notSent: true }, reason: "SEND_FAILED" },
];

async function count(each: Case, index: number, wire: Wire, tableName: string): Promise<Billed> {
  const { name, before = [], counted, reason, prefixLimitPerHour = 20 } = each;
  let isSent = true;
  let requests = 0;
  const stores = storesOnDynamoDb(wire.url, tableName);
  const service = sms({ stores, prefixLimitPerHour, isSent: () => isSent });
  const send = async ({ last = "4321", more, notSent = false }: Text) => {
    isSent = !notSent;
    const payload = {
      phone: `+66812${String(index).padStart(2, "0")}${last}`,
      message: "Your code is 123456",
      ...more,
    };
    const { conclusion } = await service.send(payload, `bench-${index}-${requests++}`, at());
    return conclusion.reason;
  };
  for (const text of before) await send(text);
  wire.operations();
  const got = await send(counted);
  if (got !== reason) throw new Error(`${name}: expected ${reason}, got ${got}`);
  return billed(wire);
}
