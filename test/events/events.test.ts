import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { FUNCTIONS } from "../../scripts/functions.ts";
import { encodeJob, parseJob } from "../../src/delivery/job.ts";
import { rawRequest } from "../local/support.ts";

const FOLDER = join(import.meta.dirname, "../../events");

let system: LocalSystem;
beforeAll(async () => {
  system = await startLocalSystem({ port: 0, dynamodbPort: 0 });
});
afterAll(() => system.close());

const textOf = (name: string) => readFile(join(FOLDER, `${name}.json`), "utf8");

/** What the function returned for its event. */
async function invoked(name: string) {
  const url = `${system.url}/2015-03-31/functions/postern-${name}-dev/invocations`;
  const { status, headers, body } = await rawRequest(url, "POST", [], await textOf(name));
  expect([status, headers["x-amz-function-error"]]).toEqual([200, undefined]);
  return JSON.parse(body);
}

async function answered(name: string) {
  const { statusCode, body } = await invoked(name);
  return { status: statusCode, body: JSON.parse(body) };
}

const newest = () => system.outbox.list().at(-1);
const decided = () => system.decisions.list().at(-1);

it("there is one for each function", async () => {
  expect((await readdir(FOLDER)).toSorted()).toEqual(FUNCTIONS.map((name) => `${name}.json`).toSorted());
});

it("contact: a visitor's message becomes a mail, wherever it was sent from", async () => {
  const { status, body } = await answered("contact");
  expect([status, body.success]).toEqual([200, true]);
  expect(newest()).toMatchObject({ channel: "email", replyTo: ["ada@example.com"] });
});

it("signup: the address is welcomed", async () => {
  const { status, body } = await answered("signup");
  expect([status, body.success]).toEqual([201, true]);
  expect(newest()).toMatchObject({ channel: "email", to: ["grace@example.com"] });
});

it("formsubmit: the object comes back with its time", async () => {
  const { status, body } = await answered("formsubmit");
  expect([status, body]).toEqual([200, { name: "Ada", timestamp: expect.any(Number) }]);
});

it("sms: the text goes, and once", async () => {
  const first = await invoked("sms");
  expect(first).toMatchObject({ success: true, provider: "ClickSend", segments: 1 });
  expect(newest()).toMatchObject({ channel: "sms", to: "+14155550123", source: "signup" });
  const sent = system.outbox.list().length;
  expect(await invoked("sms")).toMatchObject({ success: true, messageId: first.messageId });
  expect(system.outbox.list()).toHaveLength(sent);
});

it("deliver: the message of the queue becomes a mail, and once", async () => {
  const { Records }: SQSEvent = JSON.parse(await textOf("deliver"));
  for (const { body, md5OfBody } of Records) {
    const job = parseJob(body);
    expect(job && encodeJob(job)).toBe(body);
    expect(createHash("md5").update(body).digest("hex")).toBe(md5OfBody);
  }
  const before = system.outbox.list().length;
  for (const _ of ["first", "again"]) expect(await invoked("deliver")).toEqual({ batchItemFailures: [] });
  expect(system.outbox.list()).toHaveLength(before + 1);
  expect(newest()).toMatchObject({ channel: "email", replyTo: ["ada@example.com"] });
});

it("feedback: who bounced is not signed up any more", async () => {
  expect(await invoked("feedback")).toBeNull();
  expect(decided()).toMatchObject({ gate: "feedback", reason: "BOUNCED" });
  const body = JSON.stringify({ email: "lost@example.com" });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  const { status } = await fetch(`${system.url}/signup`, init);
  expect(status).toBe(422);
  await invoked("feedback");
  expect(decided()).toMatchObject({ gate: "feedback", reason: "REPEATED" });
});

it("they hold nobody's address and nobody's number", async () => {
  const texts = await Promise.all(FUNCTIONS.map(textOf));
  const held = (pattern: RegExp) => new Set(texts.flatMap((text) => text.match(pattern) ?? []));
  expect(held(/(?<=@)[\w.-]+/g)).toEqual(new Set(["example.com"]));
  // 555-01xx is for fiction.
  expect(held(/\+[1-9]\d{6,14}\b/g)).toEqual(new Set(["+14155550123"]));
});
