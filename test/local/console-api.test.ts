import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newest } from "../../local/newest.ts";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, testFunction } from "./support.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 23, 4, 5);
const CLOCK = new Date(NOW_MS).toTimeString().slice(0, 8);

const MAIL = {
  channel: "email",
  to: ["owner@example.com"],
  from: "owner@example.com",
  replyTo: ["ada@example.org"],
  subject: "Hello",
  text: "Hello",
  html: "<script>alert(1)</script><p>Hello</p>",
  at: new Date(NOW_MS).toISOString(),
} as const;

const SENT = {
  gate: "contact",
  outcome: "sent",
  reason: "SENT",
  atMs: NOW_MS,
  durationMs: 12.34,
  trail: [{ check: "size", verdict: "passed", tookMs: 0.1 }],
};

/** What the function `logging` logs when it is called with `line`. */
const LINES = {
  sent: {
    level: "INFO",
    message: "contact: sent",
    requestId: "r-1",
    ...SENT,
    _aws: { Timestamp: NOW_MS },
  },
  counted: { _aws: { Timestamp: NOW_MS }, gate: "contact", outcome: "refused", reason: "HONEYPOT" },
  degraded: {
    requestId: "r-2",
    durationMs: 1,
    degraded: ["the table is out of reach"],
    gate: "contact",
    outcome: "refused",
    reason: "RATE_LIMITED",
  },
  event: { level: "WARN", message: "something else" },
};

let system: LocalSystem;
let talkative: LocalSystem;
let printed: string[] = [];

beforeAll(async () => {
  const logging = testFunction(async () => undefined, {
    settings: ["LOG_LEVEL"],
    build: (host) => async (event) =>
      host.writeLine(JSON.stringify(LINES[(event as { line: keyof typeof LINES }).line])),
  });
  const options = { port: 0, dynamodbPort: 0, functions: { logging }, nowMs: () => NOW_MS };
  const print = (line: string) => printed.push(line);
  system = await startLocalSystem({ ...options, print });
  talkative = await startLocalSystem({ ...options, print, env: { LOG_LEVEL: "debug" } });
});
afterAll(() => Promise.all([system.close(), talkative.close()]));
beforeEach(() => {
  printed = [];
  system.outbox.clear();
  system.decisions.clear();
});

const ask = (method: string, path: string) => rawRequest(`${system.url}/_postern/${path}`, method);
const log = (line: keyof typeof LINES, where = system) =>
  rawRequest(`${where.url}/2015-03-31/functions/logging/invocations`, "POST", [], JSON.stringify({ line }));

describe("the outbox", () => {
  it("is a list, oldest first, until it is emptied", async () => {
    expect(JSON.parse((await ask("GET", "outbox")).body)).toEqual([]);
    system.outbox.add(MAIL);
    system.outbox.add({ ...MAIL, subject: "Later" });
    expect(JSON.parse((await ask("GET", "outbox")).body)).toEqual([MAIL, { ...MAIL, subject: "Later" }]);
    expect((await ask("DELETE", "outbox")).status).toBe(204);
    expect(JSON.parse((await ask("GET", "outbox")).body)).toEqual([]);
  });

  it("hands out a mail's HTML as a document that may do nothing", async () => {
    system.outbox.add(MAIL);
    const { status, headers, body } = await ask("GET", "outbox/0/html");
    expect({ status, body }).toEqual({ status: 200, body: MAIL.html });
    expect(headers["content-security-policy"]).toBe(
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    );
    expect((await ask("GET", "outbox/1/html")).status).toBe(404);
  });
});

describe("the count of a text's parts", () => {
  const count = (body: string) => rawRequest(`${system.url}/_postern/message-parts`, "POST", [], body);

  it("is told for any text", async () => {
    expect(await count('"Hello"')).toMatchObject({ status: 200, body: '{"encoding":"GSM-7","parts":1}' });
    expect(JSON.parse((await count(JSON.stringify("ก".repeat(200)))).body)).toMatchObject({ parts: 3 });
  });

  it.each(["", "{", "1", '{"message":"Hello"}', `"${"a".repeat(10_000)}"`])(
    "is refused for %.20s",
    async (body) => {
      expect(await count(body)).toMatchObject({ status: 400, body: '{"message":"Give a text as JSON."}' });
    },
  );
});

describe("a text in the outbox", () => {
  it("has no HTML to hand out", async () => {
    const at = new Date(NOW_MS).toISOString();
    system.outbox.add({ channel: "sms", provider: "sns", to: "+66812345678", body: "Hi", source: "", at });
    expect((await ask("GET", "outbox/0/html")).status).toBe(404);
  });
});

describe("a decision that a function logs", () => {
  it("is listed as it was logged, and printed in short", async () => {
    await log("sent");
    expect(JSON.parse((await ask("GET", "decisions")).body)).toEqual([
      { function: "logging", requestId: "r-1", ...SENT },
    ]);
    expect(printed).toEqual([`${CLOCK}  logging  sent  12.3 ms`]);
  });

  it("is listed also when the log level left only its counts", async () => {
    await log("counted");
    expect(system.decisions.list()).toEqual([
      { function: "logging", atMs: NOW_MS, gate: "contact", outcome: "refused", reason: "HONEYPOT" },
    ]);
    expect(printed).toEqual([`${CLOCK}  logging  refused HONEYPOT`]);
  });

  it("is printed with what it lacked", async () => {
    await log("degraded");
    expect(printed).toEqual([
      `${CLOCK}  logging  refused RATE_LIMITED  1.0 ms  degraded: the table is out of reach`,
    ]);
  });

  it("is printed as it was logged when LOG_LEVEL is debug", async () => {
    await log("sent", talkative);
    expect(printed).toEqual([JSON.stringify(LINES.sent)]);
  });
});

it("any other line is printed as it is, and is no decision", async () => {
  await log("event");
  expect(printed).toEqual([JSON.stringify(LINES.event)]);
  expect(system.decisions.list()).toEqual([]);
});

it("refuses what there is not", async () => {
  expect((await ask("GET", "nothing")).status).toBe(404);
  expect((await ask("GET", "constructor")).status).toBe(404);
  const wrong = await ask("POST", "outbox");
  expect({ status: wrong.status, allow: wrong.headers.allow }).toEqual({ status: 405, allow: "GET, DELETE" });
});

it("keeps the newest thousand of anything", () => {
  const list = newest<number>();
  for (let each = 1; each <= 1_002; each++) list.add(each);
  expect(list.list()).toHaveLength(1_000);
  expect([list.list()[0], list.list().at(-1)]).toEqual([3, 1_002]);
});
