import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Aws, startAws } from "../support/aws.ts";
import { HOUR_MS, testClock } from "../support/clock.ts";
import { contactInstance } from "../support/contact-instance.ts";
import { ORIGINS } from "../support/contact-site.ts";
import { eventV1, eventV2 } from "../support/events.ts";
import { type Ask, ask, FORM_TYPE, formAsk, JSON_TYPE, jsonAsk } from "../support/exchange.ts";
import { OWNER, VISITOR } from "../support/planted.ts";

/*
 * What strangers send, and what becomes of it: through the whole function, down to the wire. Each title is the bad
 * input, then the right behaviour.
 */

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());
beforeEach(() => aws.forget());
afterEach(() => aws.setFault("ses", "ok"));

const generous = { IP_LIMIT_PER_HOUR: "100" };
const send = (ask: Ask) => contactInstance(aws, generous).send(ask);

/** Refused, with that code, before anybody was called. */
async function expectRefused(ask: Ask, status: number, code: string) {
  const reply = await send(ask);
  expect(reply.status).toBe(status);
  expect(JSON.parse(reply.body)).toMatchObject({ success: false, error: code });
  expect(aws.calls).toEqual([]);
}

/** Sent to the owner and nobody else. Returns the mail. */
async function expectSent(ask: Ask) {
  const { length } = aws.mails();
  expect((await send(ask)).status).toBe(200);
  expect(aws.mails()).toHaveLength(length + 1);
  const mail = aws.mails().at(-1);
  expect(mail).toMatchObject({ from: OWNER, to: [OWNER] });
  return mail;
}

describe("CR, LF, NUL, DEL, U+2028/2029/0085, lone surrogates in a name: one space or 400", () => {
  it.each(["\r", "\n", "\r\n", "\0", "\u007f", "\u2028", "\u2029", "\u0085"])("%j", async (breaking) => {
    const mail = await expectSent(jsonAsk({ name: `Planted${breaking}Bcc: planted@visitors.example` }));
    expect(mail?.subject).toBe("Contact form: message from Planted Bcc: planted@visitors.example");
    expect(mail?.replyTo).toEqual([VISITOR.email]);
  });
  it.each(["\\ud800", "\\udc00", "\\udc00\\ud800"])("%s", async (escaped) => {
    const body = JSON.stringify(VISITOR).replace("Planted", escaped);
    await expectRefused(ask({ body }), 400, "INVALID_BODY");
  });
});

it.each([
  ["%0d%0aBcc: planted@visitors.example", "%0d%0aBcc: planted@visitors.example"],
  ["=?utf-8?Q?=0D=0ABcc:?=", "= ?utf-8?Q?=0D=0ABcc:?="],
])("%s in a name: inert text, never decoded", async (name, shown) => {
  expect((await expectSent(jsonAsk({ name })))?.subject).toBe(`Contact form: message from ${shown}`);
});

it.each([
  "=?utf-8?q?=61=62?=@visitors.example",
  "=?x?q?=41=42=43collab=40psres.net=3e=20?=foo@visitors.example",
  "planted=?x?q?=2c?=@visitors.example",
])(
  "an encoded word in the address is refused: mail programs would read another address: %s",
  async (email) => {
    await expectRefused(jsonAsk({ email }), 400, "INVALID_EMAIL");
  },
);

it.each(["\u2800", "\u3164", "\u200b\u2060", "\u00a0"])(
  "a name that cannot be seen is missing: %j",
  async (name) => {
    await expectRefused(jsonAsk({ name }), 400, "MISSING_FIELDS");
  },
);

describe("a Reply-To with more than one plain address in it: refused", () => {
  it.each([
    '"a@evil.com x"@good.com',
    "u@good.com(x)evil.com",
    "a@b.com,c@d.com",
    "a@b,c@d",
    "group:a@b.com,c@d.com;",
    "(comment)a@b.com",
    '"quoted local"@b.com',
    "Ada <a@b.com>",
    "a@b.com\r\nBcc: c@d.com",
    "a@[203.0.113.5]",
  ])("%j", (email) => expectRefused(jsonAsk({ email }), 400, "INVALID_EMAIL"));
});

it.each(["<img src=x onerror=planted()>", '<a href="https://planted.example">', "{{7*7}}"])(
  "%s in a message: escaped, and a text part always goes along",
  async (message) => {
    const mail = await expectSent(jsonAsk({ message }));
    expect(mail?.text).toContain(message);
    expect(mail?.html).not.toMatch(/<img|<a /);
    expect(mail?.html).not.toContain("49");
  },
);

it("200,000 nested [: capped before parsing, and less nesting refused after", async () => {
  await expectRefused(ask({ body: "[".repeat(200_000) }), 413, "BODY_TOO_LARGE");
  const nested = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
  await expectRefused(ask({ body: nested }), 400, "INVALID_BODY");
  await expectRefused(ask({ body: `{"name":${nested}}` }), 400, "INVALID_BODY");
});

it.each([[[0xff]], [[0xc3]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf5, 0x80, 0x80, 0x80]]])(
  "invalid UTF-8, %j: 400",
  async (bytes) => {
    const [start = "", end = ""] = JSON.stringify(VISITOR).split("Planted");
    const body = Buffer.concat([Buffer.from(start), Buffer.from(bytes), Buffer.from(end)]);
    await expectRefused(ask({ body }), 400, "INVALID_BODY");
  },
);

it.each([
  ["v1", eventV1],
  ["v2", eventV2],
])("bad base64 with isBase64Encoded in an event of %s: 400", async (_, eventOf) => {
  for (const body of ["%%%", "eyJ9", `${Buffer.from("{}").toString("base64")}!`]) {
    const reply = await contactInstance(aws).receive({ ...eventOf(ask()), body, isBase64Encoded: true });
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body).error).toBe("INVALID_BODY");
  }
  expect(aws.calls).toEqual([]);
});

it.each([
  '{"__proto__":{"name":"x"}}',
  '{"__proto__":"x"}',
  '{"constructor":{"prototype":{"name":"x"}}}',
  '{"name":["x"],"email":"a@visitors.example","message":"x"}',
  '{"name":5,"email":"a@visitors.example","message":"x"}',
  '{"name":1e999,"email":"a@visitors.example","message":"x"}',
  '\ufeff{"name":"x","email":"a@visitors.example","message":"x"}',
])("__proto__, constructor.prototype, other types, 1e999, BOM: 400 for %s", (body) =>
  expectRefused(ask({ body }), 400, "INVALID_BODY"),
);

it("a body over the cap: 413 before parsing; 5,000 Thai characters or emoji are under it", async () => {
  await expectRefused(ask({ body: "x".repeat(65_537) }), 413, "BODY_TOO_LARGE");
  await expectSent(jsonAsk({ message: "🦉".repeat(5_000) }));
  const form = await send(formAsk({ message: "ก".repeat(5_000) }));
  expect(form.headers.location).toBe("./contact/thanks?sent=true");
  expect(aws.mails()).toHaveLength(2);
});

it.each([{}, { "content-type": "text/plain" }, { "content-type": "text/plain;charset=UTF-8" }])(
  "missing Content-Type, text/plain with JSON: 415 for %o",
  (headers) => expectRefused(ask({ headers }), 415, "UNSUPPORTED_MEDIA_TYPE"),
);

it("form posts with repeated fields: 400", async () => {
  const body = `${formAsk().body}&email=planted%40visitors.example`;
  const reply = await send(ask({ headers: FORM_TYPE, body }));
  expect(reply.headers.location).toBe("./contact/thanks?error=INVALID_BODY");
  expect(aws.calls).toEqual([]);
});

describe("Origin null, look-alikes, upper case, lists: no CORS header and 403; always Vary: Origin", () => {
  const [good] = ORIGINS;
  it.each([
    "null",
    `${good}.evil.example`,
    "https://evilwww.site.example",
    good.toUpperCase(),
    ORIGINS.join(", "),
  ])("%s", async (origin) => {
    const reply = await send(ask({ headers: { ...JSON_TYPE, origin } }));
    expect(reply.status).toBe(403);
    expect(reply.headers.vary).toBe("Origin");
    expect(Object.keys(reply.headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(aws.calls).toEqual([]);
  });
});

it("forged X-Forwarded-For: ignored", async () => {
  const instance = contactInstance(aws, { IP_LIMIT_PER_HOUR: "1" });
  const forged = (address: string) =>
    ask({ headers: { ...JSON_TYPE, "x-forwarded-for": address }, from: "203.0.113.40" });
  expect((await instance.send(forged("198.51.100.1"))).status).toBe(200);
  expect((await instance.send(forged("198.51.100.2"))).status).toBe(429);
});

it("IPv6 rotation in a /56; 6to4, Teredo and ::ffff:1.2.3.4 against 1.2.3.4: one caller", async () => {
  const instance = contactInstance(aws, { IP_LIMIT_PER_HOUR: "1" });
  const from = async (address: string) => (await instance.send(jsonAsk({}, { from: address }))).status;
  expect(await from("2001:db8:0:7::1")).toBe(200);
  expect(await from("2001:db8:0:7:ffff:ffff:ffff:ffff")).toBe(429);
  expect(await from("2001:db8:0:ff::1")).toBe(429);
  expect(await from("2001:db8:0:100::1")).toBe(200);
  expect(await from("203.0.113.41")).toBe(200);
  expect(await from("::ffff:203.0.113.41")).toBe(429);
  expect(await from("2002:cb00:7129:1::1")).toBe(429);
  expect(await from("2001:0:c633:6401:0:63bf:34ff:8ed6")).toBe(429);
});

it("# in any part of a key: parts cannot run into each other", async () => {
  await send(jsonAsk({}, { from: "203.0.113.42#hour#1#slot#1" }));
  expect(aws.keys()).toEqual([expect.stringMatching(/^ip#unknown#hour#\d+#slot#\d+$/)]);
});

it("clock backwards, ±5 s between instances, N at the end of a window and N at the start of the next: no more than N an hour", async () => {
  const end = HOUR_MS + 3_600_000;
  const offsetsSeconds = [-5, -1, 0, 5, -3_000, 1_800, 3_599, -5, 0];
  const sentInHour = new Map<number, number>();
  const instances = Array.from({ length: 3 }, () => {
    const clock = testClock();
    return { clock, instance: contactInstance(aws, { IP_LIMIT_PER_HOUR: "3" }, clock) };
  });
  for (const offset of offsetsSeconds) {
    for (const { clock, instance } of instances) {
      clock.set(end + offset * 1_000);
      const hour = Math.floor(clock.nowMs() / 3_600_000);
      for (let i = 0; i < 2; i += 1) {
        const { status } = await instance.send(jsonAsk({}, { from: "203.0.113.43" }));
        if (status === 200) sentInHour.set(hour, (sentInHour.get(hour) ?? 0) + 1);
      }
    }
  }
  expect([...sentInHour.values()]).toEqual([3, 3]);
});

it.each([
  ["planted@ｖｉｓｉｔｏｒｓ.example", "planted@visitors.example"],
  ["planted@ｖｉｓｉｔｏｒｓ。example", "planted@visitors.example"],
  ["planted@аpple.example", "planted@xn--pple-43d.example"],
])("full-width or Cyrillic domains: %s is written to as %s", async (email, ascii) => {
  expect((await expectSent(jsonAsk({ email })))?.replyTo).toEqual([ascii]);
});

it("skipRateLimit from the public side: not reachable", async () => {
  const instance = contactInstance(aws, { IP_LIMIT_PER_HOUR: "1" });
  const from = "203.0.113.44";
  expect((await instance.send(jsonAsk({}, { from }))).status).toBe(200);
  expect((await instance.send(jsonAsk({ skipRateLimit: "true" }, { from }))).status).toBe(400);
  const query = {
    from,
    path: "/contact?skipRateLimit=true",
    headers: { ...JSON_TYPE, "x-skip-rate-limit": "true" },
  };
  expect((await instance.send(jsonAsk({}, query))).status).toBe(429);
});

it("newline, ANSI or a whole JSON line in a field: one structured log line, nothing of the visitor in it", async () => {
  const hostile = '\n{"level":"INFO","message":"planted"}\n\u001b[31mplanted';
  const instance = contactInstance(aws, generous);
  await instance.send(jsonAsk({ name: hostile, message: hostile }));
  await instance.send(jsonAsk({ name: hostile, email: hostile, message: hostile }));
  await instance.send(jsonAsk({ [hostile]: "x" }));
  await instance.send(
    ask({ headers: { ...JSON_TYPE, origin: "https://planted.example", "user-agent": hostile } }),
  );
  await instance.send(ask({ path: "/contact/planted%0a" }));
  expect(instance.raw).toHaveLength(5);
  for (const line of instance.raw) {
    expect(line).not.toMatch(/[\p{Cc}]|planted/u);
    expect(JSON.parse(line)).toMatchObject({ gate: "contact" });
  }
});

it("a provider that answers after the time-out: not sent twice by us, recorded as unknown", async () => {
  aws.setFault("ses", "drop");
  const instance = contactInstance(aws, generous);
  expect((await instance.send(jsonAsk())).status).toBe(500);
  expect(aws.actions().filter((action) => action === "ses:SendEmail")).toHaveLength(1);
  expect(aws.mails(), "it had gone out all the same").toHaveLength(1);
  expect(instance.decisions().at(-1)).toMatchObject({ outcome: "unknown", reason: "SEND_FAILED" });
});

it('"a".repeat(50000)+"@": refused at once', async () => {
  const email = `${"a".repeat(50_000)}@`;
  await expectRefused(jsonAsk({ email }), 400, "FIELD_TOO_LONG");
});
