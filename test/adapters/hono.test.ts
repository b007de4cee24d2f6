import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { afterEach, describe, expect, it } from "vitest";
import { keyManagement } from "../../src/access/key-management.ts";
import { type Check, passed } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import type { Conclusion } from "../../src/gate/trail.ts";
import type { Mail } from "../../src/package/contact.ts";
import { contactForm, guard, type HonoMiddleware, usagePlan, validateEmail } from "../../src/package/hono.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { DEMO, newKey } from "../access/support/partners.ts";
import { ORIGINS } from "../support/contact-site.ts";
import { FORM_TYPE, formAsk, JSON_TYPE, jsonAsk } from "../support/exchange.ts";
import { OWNER } from "../support/planted.ts";
import { DOOR } from "./behaviour.ts";
import { endless } from "./support/endless.ts";
import { serve } from "./support/hono.ts";

const LISTS_ALONE = { dns: false, api: false, cache: false } as const;
const GOOD = "ada@site.example";
const BAD = "ada@mailinator.com";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));
async function served(app: Hono) {
  const { url, close } = await serve(app);
  closing.push(close);
  return url;
}

function contactSite(more: Partial<Parameters<typeof contactForm>[0]> = {}) {
  const [mails, warnings]: [Mail[], string[]] = [[], []];
  const mailer = {
    send: async (mail: Mail) => {
      mails.push(mail);
      return { sent: true, value: { messageId: "1" } } as const;
    },
  };
  const warn = (sentence: string) => void warnings.push(sentence);
  const options = { from: OWNER, mailer, allowedOrigins: ORIGINS, limitPerHour: 1, warn };
  return { form: contactForm({ ...options, ...more }), mails, warnings };
}

/** Every way in which middleware and handlers read bodies with Hono. */
const READINGS: Readonly<Record<string, (c: Context) => Promise<unknown>>> = {
  nothing: async () => undefined,
  json: ({ req }) => req.json(),
  text: ({ req }) => req.text(),
  arrayBuffer: async ({ req }) => Buffer.from(await req.arrayBuffer()).toString(),
  blob: async ({ req }) => (await req.blob()).text(),
  parseBody: ({ req }) => req.parseBody(),
  formData: async ({ req }) => Object.fromEntries(await req.formData()),
};
const OF_JSON = ["nothing", "json", "text", "arrayBuffer", "blob"];
const OF_FORMS = ["nothing", "text", "arrayBuffer", "blob", "parseBody", "formData"];
const pairs = (names: readonly string[]) => names.flatMap((one) => names.map((other) => [one, other]));

describe("a body that is read by others, too", () => {
  /** Read before the guard in one way, and behind it in another: over a real wire. */
  async function readTwice(before: string, after: string, headers: Record<string, string>, body: BodyInit) {
    const [early, late] = [READINGS[before], READINGS[after]];
    const app = new Hono()
      .use(async (c, next) => {
        await early?.(c);
        await next();
      })
      .post("/", validateEmail(LISTS_ALONE), async (c) => c.json({ read: await late?.(c) }));
    const sent = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    const answer = await fetch(await served(app), sent);
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { read: unknown }).read;
  }

  it.each(pairs(OF_JSON))("JSON: %s before, %s after", async (before, after) => {
    const text = `{ "email": "${GOOD}", "ü": 1 }`;
    const expected = { nothing: undefined, json: { email: GOOD, ü: 1 } }[after] ?? text;
    const read = await readTwice(before, after, JSON_TYPE, text);
    expect(read).toEqual(after === "nothing" ? undefined : expected);
  });

  it.each(pairs(OF_FORMS))("a form: %s before, %s after", async (before, after) => {
    const text = new URLSearchParams({ email: GOOD, name: "ü & 1" }).toString();
    const read = await readTwice(before, after, FORM_TYPE, text);
    const fields = { email: GOOD, name: "ü & 1" };
    if (after === "parseBody" || after === "formData") expect(read).toEqual(fields);
    // Hono itself makes multipart data of a form that it kept as such.
    else if (after !== "nothing" && before !== "formData") expect(read).toBe(text);
  });

  it.each(["nothing", "json", "text"])("without a declared length: %s after", async (after) => {
    const text = JSON.stringify({ email: GOOD });
    const chunks = () => Readable.toWeb(Readable.from([Buffer.from(text)])) as BodyInit;
    const read = await readTwice("nothing", after, JSON_TYPE, chunks());
    expect(read).toEqual({ nothing: undefined, json: { email: GOOD }, text }[after]);
  });

  it("multipart data keeps its files", async () => {
    const bytes = new Uint8Array([0, 255, 128, 13, 10]);
    const app = new Hono().post("/", validateEmail(LISTS_ALONE), async (c) => {
      const { photo } = await c.req.parseBody();
      return c.body(await (photo as File).arrayBuffer());
    });
    const body = new FormData();
    body.append("email", GOOD);
    body.append("photo", new Blob([bytes]));
    const answer = await fetch(await served(app), { method: "POST", body });
    expect(await answer.bytes()).toEqual(bytes);
  });

  it.each(["text", "arrayBuffer", "parseBody", "formData"])(
    "reaches the contact form after %s",
    async (before) => {
      const { form, mails } = contactSite();
      const app = new Hono()
        .use(async (c, next) => {
          await READINGS[before]?.(c);
          await next();
        })
        .all("/contact/*", form);
      const { method, headers, body = "" } = formAsk({ message: "a & b\r\n=ü" });
      const url = `${await served(app)}/contact`;
      const answer = await fetch(url, { method, headers, body: body as string, redirect: "manual" });
      expect(answer.headers.get("location")).toBe("./contact/thanks?sent=true");
      expect(mails[0]?.text).toContain("a & b\n=ü");
    },
  );

  it.each([
    ["a form that is JSON too, with another address", `{"x":"&email=${GOOD}&","email":"${BAD}"}`],
    ["a field twice", `email=${GOOD}&email=${BAD}`],
  ])("has no address that anybody should use: %s", async (_, body) => {
    const app = new Hono().post("/", validateEmail(LISTS_ALONE), (c) => c.text("reached"));
    expect(await app.request("/", { method: "POST", headers: FORM_TYPE, body })).toMatchObject({
      status: 422,
    });
  });
});

describe("a body without an end", () => {
  const send = (app: Hono, path: string, body: BodyInit) =>
    app.request(path, { method: "POST", headers: JSON_TYPE, body, duplex: "half" } as RequestInit);

  it("is refused by the guard and by the contact form, having read little of it", async () => {
    const { form, mails } = contactSite();
    const app = new Hono()
      .post("/signup", validateEmail(LISTS_ALONE), (c) => c.text("reached"))
      .all("/contact/*", form);
    for (const [path, status] of [
      ["/signup", 422],
      ["/contact", 413],
    ] as const) {
      const { stream, given } = endless();
      expect((await send(app, path, stream)).status).toBe(status);
      expect(given()).toBeLessThan(5 * 64 * 1_024);
    }
    expect(mails).toEqual([]);
  });

  it.each([
    ["content-length: 1048576", ""],
    ["transfer-encoding: chunked", "100000\r\n"],
  ])("is answered on the wire before it ends, and the next request too: %s", async (header, chunkSize) => {
    const url = await served(new Hono().all("/contact/*", contactSite().form));
    const answered = Promise.withResolvers<string>();
    const socket = connect(Number(new URL(url).port), "127.0.0.1").setEncoding("latin1");
    socket.once("data", (text: string) => answered.resolve(text)).once("error", answered.reject);
    socket.write(
      `POST /contact HTTP/1.1\r\nhost: site\r\ncontent-type: application/json\r\n${header}\r\n\r\n`,
    );
    socket.write(chunkSize + " ".repeat(512 * 1_024));
    expect(await answered.promise).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
    const { method, headers, body = "" } = jsonAsk();
    expect(await fetch(`${url}/contact`, { method, headers, body: body as string })).toMatchObject({
      status: 200,
    });
  });

  it("is as large as the app says", async () => {
    const body = JSON.stringify({ email: GOOD, note: "x".repeat(100_000) });
    const take = (maxBodyBytes?: number) =>
      new Hono().post("/", validateEmail({ ...LISTS_ALONE, maxBodyBytes }), (c) => c.text("reached"));
    expect((await send(take(), "/", body)).status).toBe(422);
    expect((await send(take(200_000), "/", body)).status).toBe(200);
    const limited = new Hono().use(bodyLimit({ maxSize: 200_000 })).route("/", take(200_000));
    expect((await send(limited, "/", body)).status).toBe(200);
  });

  it("is no matter of ours when somebody has read it before, within a bound of its own", async () => {
    const { form, mails } = contactSite();
    const app = new Hono()
      .use(async (c, next) => {
        await c.req.json();
        await next();
      })
      .post("/signup", validateEmail(LISTS_ALONE), (c) => c.text("reached"))
      .all("/contact/*", form);
    const large = JSON.stringify({ email: GOOD, note: "x".repeat(100_000) });
    expect((await send(app, "/signup", large)).status).toBe(200);
    expect((await send(app, "/contact", large)).status).toBe(413);
    expect((await send(app, "/contact", jsonAsk().body as string)).status).toBe(200);
    expect(mails).toHaveLength(1);
  });
});

describe("headers", () => {
  const others = async (c: Context, next: () => Promise<void>) => {
    c.header("vary", "Accept-Language");
    c.res.headers.set("cache-control", "public");
    c.res.headers.set("x-others", "kept");
    await next();
  };

  it("of other middleware stay on our answers, and ours win where both speak", async () => {
    const app = new Hono()
      .use(others)
      .all("/contact/*", contactSite().form)
      .get("/door", guard(DOOR, { input: () => ({ pass: "no" }) }), (c) => c.text("reached"));
    for (const [path, vary] of [
      ["/contact/thanks", "Accept-Language, Origin"],
      ["/door", "Accept-Language"],
    ] as const) {
      const { headers } = await app.request(path);
      expect(headers.get("vary")).toBe(vary);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-others")).toBe("kept");
    }
  });

  it("of Hono's own CORS get along with the form's", async () => {
    const app = new Hono().use(cors({ origin: [...ORIGINS] })).all("/contact/*", contactSite().form);
    const [origin = ""] = ORIGINS;
    const { headers, status } = await app.request("/contact/thanks", { headers: { origin } });
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBe(origin);
    expect(new Set(headers.get("vary")?.split(", "))).toEqual(new Set(["Origin"]));
  });

  it.each([
    ["an answer made with Hono", (c: Context) => c.text("reached")],
    ["an answer made without", () => new Response("reached", { headers: { vary: "Cookie" } })],
    [
      "an answer to an error",
      () => {
        throw new Error("the handler's own");
      },
    ],
  ])("of a quota stand on %s", async (_, handler: (c: Context) => Response) => {
    const store = { keys: memoryKeys(), usage: memoryUsage() };
    const { key } = await newKey(keyManagement({ ...store, plans: DEMO, nowMs: Date.now, randomBytes }));
    const app = new Hono()
      .onError((_error, c) => c.text("failed", 500))
      .get("/", usagePlan({ store, plans: DEMO }), handler);
    const { headers } = await app.request("/", { headers: { "x-api-key": key } });
    expect(headers.get("ratelimit")).toMatch(/^"demo";r=9/);
  });
});

describe("the caller", () => {
  const send = (app: Hono, env?: object, more: Record<string, string> = {}) => {
    const { method, path, headers, body = "" } = jsonAsk();
    return app.request(path, { method, headers: { ...headers, ...more }, body: body as string }, env);
  };
  const ADDRESS = "203.0.113.10";

  /** Answers as itself alone, like the real one. */
  class BunServer {
    readonly #address: string;
    constructor(address: string) {
      this.#address = address;
    }
    requestIP(_request: Request) {
      return { address: this.#address, family: "IPv4", port: 5 };
    }
  }

  it.each<[string, (address: string) => object]>([
    ["Node", (address: string) => ({ incoming: { socket: { remoteAddress: address } }, outgoing: {} })],
    ["Node beside bindings", (address) => ({ server: { incoming: { socket: { remoteAddress: address } } } })],
    ["Deno", (address) => ({ remoteAddr: { transport: "tcp", hostname: address, port: 5 } })],
    ["Bun", (address) => new BunServer(address)],
    ["Bun beside bindings", (address) => ({ server: new BunServer(address) })],
    ["Lambda, REST", (address) => ({ requestContext: { identity: { sourceIp: address } } })],
    ["Lambda, HTTP", (address) => ({ requestContext: { http: { sourceIp: address } } })],
  ])("is who is connected: %s", async (_, env) => {
    const { form, warnings } = contactSite();
    const app = new Hono().all("/contact/*", form);
    const connected = (address: string) => send(app, env(address));
    expect((await connected("203.0.113.10")).status).toBe(200);
    expect((await connected("203.0.113.10")).status).toBe(429);
    expect((await connected("203.0.113.11")).status).toBe(200);
    expect(warnings).toEqual([]);
  });

  it("is whom the app says", async () => {
    const { form, warnings } = contactSite({
      clientAddress: (c: Context) => c.req.header("cf-connecting-ip"),
    } as object);
    const app = new Hono().all("/contact/*", form);
    const env = { incoming: { socket: { remoteAddress: "10.0.0.1" } } };
    const statusFor = async (address: string) =>
      (await send(app, env, { "cf-connecting-ip": address, "x-forwarded-for": address })).status;
    expect(await statusFor("203.0.113.10")).toBe(200);
    expect(await statusFor("203.0.113.10")).toBe(429);
    expect(await statusFor("203.0.113.11")).toBe(200);
    // One of the house, and no proxy.
    expect(await statusFor("10.0.0.7")).toBe(200);
    expect(warnings).toEqual([]);
  });

  it.each([
    ["nobody tells who is connected", undefined, {}, /^Nothing tells the addresses/],
    [
      "a proxy is connected",
      { incoming: { socket: { remoteAddress: "10.0.0.1" } } },
      { "x-forwarded-for": ADDRESS },
      /proxy/,
    ],
  ])("is said once to be all callers, when %s", async (_, env, headers, sentence) => {
    const { form, warnings } = contactSite();
    const app = new Hono().all("/contact/*", form);
    for (const status of [200, 429]) expect((await send(app, env, headers)).status).toBe(status);
    expect(warnings).toEqual([expect.stringMatching(sentence)]);
    expect(warnings[0]).toMatch(/option clientAddress/);
    expect(warnings[0]).not.toMatch(/10\.0|203\.0/);
  });
});

describe("a guard", () => {
  it("gives handlers what it passed, with its type, under the name of the app's choice", async () => {
    const door = guard(DOOR, { input: (c) => ({ pass: c.req.header("x-pass") }), property: "ticket" });
    const typed: HonoMiddleware<"ticket", { readonly pass: string | undefined }> = door;
    const app = new Hono().get("/", typed, (c) => {
      // @ts-expect-error nothing of that name is attached
      const nothing = c.get("passed");
      return c.json([c.get("ticket").pass, nothing ?? null]);
    });
    const answer = await app.request("/", { headers: { "x-pass": "yes" } });
    expect(await answer.json()).toEqual(["yes", null]);
  });

  it("lets nobody pass who has left meanwhile, and breaks nothing", async () => {
    const told: Conclusion[] = [];
    let reached = false;
    const leaving = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const asksSomebody: Check<object, void, never> = {
      name: "asks somebody",
      run: async (_, { signal }) => {
        signal.addEventListener("abort", () => leaving.resolve());
        asked.resolve();
        await leaving.promise;
        return { ...passed, degraded: "given up" };
      },
    };
    const judged = Promise.withResolvers<void>();
    const onDecision = (conclusion: Conclusion) => {
      told.push(conclusion);
      judged.resolve();
    };
    const slow = guard(gate<object>("slow").check(asksSomebody), { input: () => ({}), onDecision });
    const url = await served(
      new Hono()
        .get("/slow", slow, (c) => {
          reached = true;
          return c.text("reached");
        })
        .get("/", (c) => c.text("alive")) as Hono,
    );
    const client = new AbortController();
    const left = fetch(`${url}/slow`, { signal: client.signal });
    await asked.promise;
    client.abort();
    await expect(left).rejects.toThrow();
    await judged.promise;
    expect(await (await fetch(url)).text()).toBe("alive");
    expect(reached).toBe(false);
    expect(told).toMatchObject([{ trail: [{ degraded: "given up" }] }]);
  });

  it("leaves what its input throws to the app", async () => {
    const broken = guard(DOOR, { input: () => Promise.reject(new Error("the app's own")) });
    const app = new Hono().get("/", broken, (c) => c.text("reached"));
    app.onError((error, c) => c.text(error.message, 503));
    const answer = await app.request("/");
    expect([answer.status, await answer.text()]).toEqual([503, "the app's own"]);
  });
});
