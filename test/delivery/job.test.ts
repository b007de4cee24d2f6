import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeJob, type Job, parseJob } from "../../src/delivery/job.ts";

const contact: Job = {
  kind: "contact",
  id: "2026-11-22T09:30:00.000Z-1f0c",
  acceptedAtMs: 1_795_339_800_000,
  payload: { name: "Ada", email: "ada@example.com", message: "Hello\n\u2028😀" },
};
const text: Job = {
  kind: "text",
  id: "8f5ab0a7-1c9e-4a43-9a5e-0c3f1c1f6a11",
  acceptedAtMs: 0,
  payload: {
    to: "+66812345678",
    body: "Your code",
    source: "app",
    reference: "r",
    notAfterMs: 600_000,
    paidFor: { day: "2026-11-22", microUsd: { total: 25_000 } },
  },
};

describe("a job on the wire", () => {
  it.each([contact, text])("is read as it was written: $kind", (job) => {
    expect(parseJob(encodeJob(job))).toEqual(job);
  });

  it("has exactly this form", () => {
    expect(JSON.parse(encodeJob(contact))).toEqual({ v: 1, ...contact });
  });

  it("is ASCII, whatever was written: SQS refuses U+FFFE and U+FFFF, others refuse more", () => {
    const payload = { ...contact.payload, message: "\u007f\uffff\ufffe😀ก\ud83d" };
    const body = encodeJob({ ...contact, payload });
    expect(body).toMatch(/^[\x20-\x7e]+$/);
    expect(parseJob(body)).toEqual({ ...contact, payload });
  });

  it("survives every text", () => {
    const anyText = fc.string({ unit: "binary" });
    const payload = fc.record({ name: anyText, email: anyText, message: anyText });
    fc.assert(
      fc.property(payload, (payload) => {
        expect(parseJob(encodeJob({ ...contact, payload }))).toEqual({ ...contact, payload });
      }),
    );
  });
});

describe("what is no job", () => {
  const wire = { v: 1, ...contact };
  const textWire = { v: 1, ...text };
  const paid = (microUsd: object) => ({
    ...textWire,
    payload: { ...text.payload, paidFor: { day: "2026-11-22", microUsd } },
  });
  const without = (member: keyof typeof wire) => {
    const { [member]: _, ...rest } = wire;
    return rest;
  };

  it.each<[string, unknown]>([
    ["a later version", { ...wire, v: 2 }],
    ["a version as text", { ...wire, v: "1" }],
    ["another kind", { ...wire, kind: "fax" }],
    ["a kind that objects have anyway", { ...wire, kind: "constructor" }],
    ["the payload of another kind", { ...wire, kind: "text" }],
    ["a member more", { ...wire, priority: 1 }],
    ["a prototype", JSON.parse(`{"__proto__":{},"v":1,"kind":"contact","id":"1","acceptedAtMs":1}`)],
    ...(["v", "kind", "id", "acceptedAtMs", "payload"] as const).map((member): [string, unknown] => [
      `no ${member}`,
      without(member),
    ]),
    ["an id that divides keys", { ...wire, id: "a#b" }],
    ["no id at all", { ...wire, id: "" }],
    ["an id without end", { ...wire, id: "a".repeat(129) }],
    ["a moment that is none", { ...wire, acceptedAtMs: 1.5 }],
    ["a moment before time", { ...wire, acceptedAtMs: -1 }],
    ["a payload with a member more", { ...wire, payload: { ...contact.payload, company: "" } }],
    ["a payload with a member less", { ...wire, payload: { name: "Ada", email: "ada@example.com" } }],
    ["a payload of other types", { ...wire, payload: { ...contact.payload, message: 1 } }],
    ["a payload that is a list", { ...wire, payload: [] }],
    ["no payload", { ...wire, payload: null }],
    ["a text without an end", { ...textWire, payload: { ...text.payload, notAfterMs: undefined } }],
    ["a text whose end is text", { ...textWire, payload: { ...text.payload, notAfterMs: "600000" } }],
    ["money of no day", { ...textWire, payload: { ...text.payload, paidFor: { microUsd: {} } } }],
    ["money that is less than none", paid({ total: -1 })],
    ["money that is no whole number", paid({ total: 0.5 })],
    ["a list", [wire]],
    ["null", null],
  ])("%s", (_, body) => {
    expect(parseJob(JSON.stringify(body))).toBeUndefined();
  });

  it.each(["", "{", "not JSON", "[".repeat(100_000), '{"v":1e999}'])("%.20s", (body) => {
    expect(parseJob(body)).toBeUndefined();
  });
});
