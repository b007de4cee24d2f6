import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from "express";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { keyManagement } from "../../src/access/key-management.ts";
import { featureHandler } from "../../src/adapters/express.ts";
import { type At, type Check, passed } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import type { Conclusion } from "../../src/gate/trail.ts";
import type { HttpFeature } from "../../src/http/feature.ts";
import { type HttpRequest, json } from "../../src/http/message.ts";
import { contactForm, guard, usagePlan, validateEmail } from "../../src/package/express.ts";
import { runtimeOf } from "../../src/package/runtime.ts";
import type { Mail } from "../../src/senders/mailer.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { FORM_TYPE, JSON_TYPE } from "../support/exchange.ts";
import { OWNER, VISITOR } from "../support/planted.ts";
import { answering, serve } from "./support/express.ts";
import { overUnixSocket } from "./support/over-unix-socket.ts";

const JOE = JSON.stringify({ email: "joe@gmail.com", name: "Joe" });
const THROWN_AWAY = JSON.stringify({ email: "joe@mailinator.com" });
const ORIGIN = "https://www.site.example";

const everybody: Check<object, void, never> = { name: "everybody", run: () => passed };

const served = async (app: Express) => {
  const site = await serve(app);
  onTestFinished(() => site.close());
  return site;
};

describe("validateEmail", () => {
  const attached = answering(({ emailValidation, body }) => ({ verdict: emailValidation?.status, body }));
  const listsAlone = { dns: false, api: false } as const;

  it.each([
    ["as it comes", validateEmail],
    ["called", validateEmail()],
    ["called with options", validateEmail(listsAlone)],
  ])("is middleware, %s", async (_, middleware) => {
    const router = express.Router().post("/signup", middleware, attached);
    const site = await served(express().use(express.json(), router));
    const welcome = await site.ask({ path: "/signup", headers: JSON_TYPE, body: JOE });
    expect(welcome.status).toBe(200);
    expect(JSON.parse(welcome.body)).toEqual({
      verdict: expect.stringMatching(/^(?:deliverable|unknown)$/),
      body: JSON.parse(JOE),
    });
    const refused = await site.ask({ path: "/signup", headers: JSON_TYPE, body: THROWN_AWAY });
    expect(refused).toMatchObject({ status: 422, body: '{"error":"Disposable emails not accepted"}' });
    expect(refused.headers).not.toHaveProperty("x-handler");
  });

  it("takes another field", async () => {
    const middleware = validateEmail({ ...listsAlone, field: "mail" });
    const site = await served(express().post("/", express.urlencoded(), middleware, attached));
    const ask = (body: string) => site.ask({ headers: FORM_TYPE, body });
    expect(await ask("mail=joe%40example.com")).toMatchObject({ status: 200 });
    expect(await ask("email=joe%40example.com")).toMatchObject({ status: 422 });
  });

  it.each([
    ["nothing", undefined],
    ["text", express.text({ type: "*/*" })],
    ["bytes", express.raw({ type: "*/*" })],
  ])("refuses a body of which a parser made %s, and says why once", async (_, parser) => {
    const warn = vi.fn();
    const app = express();
    if (parser) app.use(parser);
    const site = await served(app.post("/", validateEmail({ ...listsAlone, warn }), attached));
    for (const _ of [1, 2]) {
      const { status, body } = await site.ask({ headers: JSON_TYPE, body: JOE });
      expect({ status, body }).toEqual({ status: 422, body: '{"error":"Valid email required"}' });
    }
    expect(warn.mock.calls).toEqual([[expect.stringContaining("express.json()")]]);
  });

  it("says nothing where the parser is right and the request is not", async () => {
    const warn = vi.fn();
    const middleware = validateEmail({ ...listsAlone, warn });
    const site = await served(express().post("/", express.json(), middleware, attached));
    expect(await site.ask({ headers: { "content-type": "text/plain" }, body: JOE })).toMatchObject({
      status: 422,
    });
    expect(await site.ask({})).toMatchObject({ status: 422 });
    expect(warn).not.toHaveBeenCalled();
  });
});

describe("the contact form", () => {
  const form = (more: object = {}) => {
    const mails: Mail[] = [];
    const mailer = {
      send: async (mail: Mail) => {
        mails.push(mail);
        return { sent: true, value: { messageId: "1" } } as const;
      },
    };
    return { mails, handler: contactForm({ from: OWNER, mailer, allowedOrigins: [ORIGIN], ...more }) };
  };

  describe.each([
    ["nothing has parsed", []],
    ["is parsed", [express.json(), express.urlencoded()]],
    ["is parsed with nesting", [express.json(), express.urlencoded({ extended: true })]],
    ["is text", [express.text({ type: "*/*" })]],
    ["is bytes", [express.raw({ type: "*/*" })]],
  ])("with a body that %s", (_, parsers) => {
    it.each([
      ["JSON", JSON_TYPE, JSON.stringify(VISITOR), 200],
      ["a form", FORM_TYPE, new URLSearchParams(VISITOR).toString(), 303],
    ])("takes %s", async (_, headers, body, status) => {
      const { mails, handler } = form();
      const app = express();
      for (const parser of parsers) app.use(parser);
      const site = await served(app.use("/contact", handler));
      expect(await site.ask({ path: "/contact", headers, body })).toMatchObject({ status });
      expect(mails).toEqual([expect.objectContaining({ replyTo: [VISITOR.email] })]);
      expect(mails[0]?.text).toContain(VISITOR.message);
    });

    it("refuses a field that came twice", async () => {
      const { mails, handler } = form();
      const app = express();
      for (const parser of parsers) app.use(parser);
      const body = `${new URLSearchParams(VISITOR)}&email=other%40visitors.example`;
      const site = await served(app.use("/", handler));
      const { headers } = await site.ask({ headers: FORM_TYPE, body });
      expect(headers.location).toMatch(/error=INVALID_BODY$/);
      expect(mails).toEqual([]);
    });
  });

  it.each(["/contact", "/api/v1/contact", "/contact/"])("has its page of thanks below %s", async (path) => {
    const router = express.Router().use("/contact", form().handler);
    const site = await served(express().use("/api/v1", router).use(router));
    const body = new URLSearchParams(VISITOR).toString();
    const { headers } = await site.ask({ path: `${path}?utm=1`, headers: FORM_TYPE, body });
    const thanks = new URL(headers.location ?? "", site.url + path).pathname;
    expect(thanks).toBe(`${path.replace(/\/$/, "")}/thanks`);
    const page = await site.ask({ method: "GET", path: thanks });
    expect(page).toMatchObject({ status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
    const refused = await site.ask({ method: "GET", path: `${thanks}?error=INVALID_EMAIL` });
    expect(refused.body).toContain("Not sent");
  });

  it("takes messages at a route, too", async () => {
    const site = await served(express().post("/contact", form().handler));
    const body = new URLSearchParams(VISITOR).toString();
    const answer = await site.ask({ path: "/contact", headers: FORM_TYPE, body });
    expect(answer).toMatchObject({ status: 303, headers: { location: "./contact/thanks?sent=true" } });
  });

  it("answers preflights, HEAD and other methods", async () => {
    const site = await served(express().use("/contact", form().handler));
    const ask = (method: string) => site.ask({ method, path: "/contact", headers: { origin: ORIGIN } });
    const preflight = await ask("OPTIONS");
    expect(preflight).toMatchObject({ status: 204, headers: { "access-control-allow-origin": ORIGIN } });
    expect(await ask("HEAD")).toMatchObject({ status: 405, body: "", headers: { allow: "POST, OPTIONS" } });
    expect(await ask("PUT")).toMatchObject({ status: 405 });
  });

  it("leaves the headers of other middleware alone, adds to Vary, and is not rewritten", async () => {
    const before: RequestHandler = (_, res, next) => {
      res.set({ Vary: "Accept-Encoding", "Content-Security-Policy": "default-src 'self'" });
      next();
    };
    const site = await served(express().use(before).use("/", form().handler));
    const { headers } = await site.ask({ headers: JSON_TYPE, body: JSON.stringify(VISITOR) });
    expect(headers).toMatchObject({
      vary: "Accept-Encoding, Origin",
      "content-security-policy": "default-src 'self'",
      "content-type": "application/json",
    });
    expect(headers).not.toHaveProperty("etag");
  });

  it("waits for no body that others have read already", async () => {
    const drained: RequestHandler = async (req, _, next) => {
      req.resume();
      await once(req, "end");
      next();
    };
    const site = await served(express().use(drained).use("/", form().handler));
    const answer = await site.ask({ headers: JSON_TYPE, body: JSON.stringify(VISITOR) });
    expect(answer.body).toContain("INVALID_BODY");
  });

  it("refuses what is too large, with and without an announced length", async () => {
    const { handler, mails } = form();
    const site = await served(express().use("/", handler));
    const body = JSON.stringify({ ...VISITOR, message: "m".repeat(300_000) });
    expect(await site.ask({ headers: JSON_TYPE, body })).toMatchObject({ status: 413 });
    const chunked = { ...JSON_TYPE, "transfer-encoding": "chunked" };
    expect(await site.ask({ headers: chunked, body })).toMatchObject({ status: 413 });
    expect(mails).toEqual([]);
  });
});

/** A feature that writes down what it is asked. */
function written() {
  const requests: HttpRequest[] = [];
  const warnings: string[] = [];
  const feature: HttpFeature = {
    handle: async (request) => {
      requests.push(request);
      return { response: json(200, {}), conclusion };
    },
  };
  return { requests, warnings, feature, runtime: runtimeOf({ warn: (sentence) => warnings.push(sentence) }) };
}

function mounted(setUp: (app: Express) => void = () => {}) {
  const { feature, runtime, ...told } = written();
  const app = express();
  setUp(app);
  return { ...told, app: app.use("/at", featureHandler(feature, 1_000, runtime)) };
}
/** Somebody was counted by the address of the connection. */
const trail = [{ check: "caller", verdict: "passed", tookMs: 0 }] as const;
const conclusion: Conclusion = { gate: "stub", outcome: "answered", reason: "PASSED", trail };

describe("a request", () => {
  it("is handed on as it came", async () => {
    const { requests, app } = mounted();
    const site = await served(app);
    const lists: object = { "X-One": ["1", "2"], "Set-Cookie": ["a=1", "b=2"] };
    const headers = { ...lists, "content-type": "text/plain" };
    await site.ask({ path: "/at/a%20b/?x=1&y=a%26b?", headers, body: "héllo" });
    expect(requests).toMatchObject([
      {
        method: "POST",
        path: "/at/a%20b/",
        query: { x: "1", y: "a&b?" },
        headers: { "x-one": "1, 2", "set-cookie": "a=1, b=2", "content-type": "text/plain" },
        clientAddress: "127.0.0.1",
      },
    ]);
    expect(Buffer.from(requests[0]?.body as Uint8Array).toString()).toBe("héllo");
  });

  it("is read one byte beyond the bound and no further", async () => {
    const { requests, app } = mounted();
    const site = await served(app);
    await site.ask({ path: "/at", body: "x".repeat(1_000) });
    await site.ask({ path: "/at", body: "x".repeat(1_000_000), headers: { "transfer-encoding": "chunked" } });
    expect(requests.map(({ body }) => body.length)).toEqual([1_000, 1_001]);
  });
});

describe("behind a proxy", () => {
  const PROXY = "127.0.0.2";
  const HOPS = "198.51.100.66, 203.0.113.10";

  it.each([
    ["unset", undefined, PROXY, /through a proxy that is not trusted/],
    ["false", false, PROXY, /through a proxy that is not trusted/],
    ["no hop", 0, PROXY, /through a proxy that is not trusted/],
    ["a number that is an address", "1", PROXY, /through a proxy that is not trusted/],
    ["true", true, "198.51.100.66", /address of its own choice/],
    ["all addresses", "0.0.0.0/1, 128.0.0.0/1", "198.51.100.66", /address of its own choice/],
    ["a function that says yes", () => true, "198.51.100.66", /address of its own choice/],
    ["one hop", 1, "203.0.113.10", undefined],
    ["a name", "loopback", "203.0.113.10", undefined],
    ["a function", (address: string) => address === PROXY, "203.0.113.10", undefined],
  ])("that is trusted by: %s", async (_, setting, address, warning) => {
    const { requests, warnings, app } = mounted((app) => {
      if (setting !== undefined) app.set("trust proxy", setting);
    });
    const site = await served(app);
    for (const _ of [1, 2])
      await site.ask({ path: "/at", from: PROXY, headers: { "x-forwarded-for": HOPS } });
    expect(requests.map(({ clientAddress }) => clientAddress)).toEqual([address, address]);
    expect(warnings).toEqual(warning ? [expect.stringMatching(warning)] : []);
  });

  it.each([
    ["more than there are", 5, 1],
    ["one more than there are", 3, 1],
    ["as many as there are", 2, 0],
    ["a function that counts too many", (_: string, hop: number) => hop < 5, 1],
  ])("whose number is said to be %s", async (_, setting, times) => {
    const { warnings, app } = mounted((app) => app.set("trust proxy", setting));
    const site = await served(app);
    for (const _ of [1, 2])
      await site.ask({ path: "/at", from: PROXY, headers: { "x-forwarded-for": HOPS } });
    const expected = expect.stringMatching(/fewer proxies than are trusted.*app\.set\("trust proxy"/);
    expect(warnings).toEqual(Array(times).fill(expected));
  });

  it.each([
    ["unset", undefined, /over a Unix socket.*app\.set\("trust proxy", …\) how many/],
    ["a name, which a socket has none", "loopback", /over a Unix socket/],
    ["one hop", 1, undefined],
  ])("over a Unix socket, trusted by: %s", async (_, setting, warning) => {
    const { warnings, requests, app } = mounted((app) => {
      if (setting !== undefined) app.set("trust proxy", setting);
    });
    const ask = await overUnixSocket(createServer(app));
    for (const _ of [1, 2]) await ask({ path: "/at", headers: { "x-forwarded-for": "203.0.113.10" } });
    expect(requests).toHaveLength(2);
    expect(warnings).toEqual(warning ? [expect.stringMatching(warning)] : []);
  });

  it("is nothing to warn of when the client has gone, whose address nobody knows", async () => {
    const warn = vi.fn();
    const middleware = guard(gate<object>("open").check(everybody), { input: () => ({}), warn });
    const gone = gateway<void>();
    const late: RequestHandler = (req, res, next) => {
      res.once("close", () => {
        next();
        gone.open();
      });
      req.socket.destroy();
    };
    const { url } = await served(express().use(late, middleware));
    send(url, "GET / HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.10\r\n\r\n").on("error", () => {});
    await gone.passed;
    expect(warn).not.toHaveBeenCalled();
  });

  it("that the app above this one trusts", async () => {
    const { requests, warnings, app } = mounted();
    const site = await served(express().set("trust proxy", 1).use(app));
    await site.ask({ path: "/at", from: PROXY, headers: { "x-forwarded-for": HOPS } });
    expect(requests).toMatchObject([{ clientAddress: "203.0.113.10" }]);
    expect(warnings).toEqual([]);
  });

  it("that everybody can pretend to be is seen by guards, too", async () => {
    const warn = vi.fn();
    const middleware = guard(gate<object>("open").check(everybody), { input: () => ({}), warn });
    const app = express().set("trust proxy", true).get("/", middleware, answering(Object));
    const site = await served(app);
    await site.ask({ method: "GET", headers: { "x-forwarded-for": HOPS } });
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/address of its own choice/)]]);
  });

  it("is nothing to warn of when there is none", async () => {
    const { warnings, app } = mounted((app) => app.set("trust proxy", true));
    await (await served(app)).ask({ path: "/at" });
    expect(warnings).toEqual([]);
  });
});

describe("what a guard attaches", () => {
  it("has a name of the owner's choice", async () => {
    const open = gate<{ readonly who: string }>("open").check(everybody);
    const middleware = guard(open, { input: async () => ({ who: "joe" }), property: "visitor" });
    const site = await served(
      express().get(
        "/",
        middleware,
        answering((req) => Reflect.get(req, "visitor")),
      ),
    );
    expect(await site.ask({ method: "GET" })).toMatchObject({ status: 200, body: '{"who":"joe"}' });
  });

  it("leaves Node's own `req.client` alone", async () => {
    const store = { keys: memoryKeys(), usage: memoryUsage() };
    const plans = { demo: { ratePerSecond: 1, burst: 1 } };
    const desk = keyManagement({ ...store, plans, nowMs: () => 0, randomBytes });
    const issued = await desk.create({ name: "partner", plan: "demo" });
    const found = answering((req) => ({
      plan: req.apiClient?.plan,
      isSocket: Reflect.get(req, "client") === req.socket,
    }));
    const site = await served(express().get("/", usagePlan({ store: { ...store }, plans }), found));
    const headers = { "x-api-key": issued.ok ? issued.key : "" };
    expect((await site.ask({ method: "GET", headers })).body).toBe('{"plan":"demo","isSocket":true}');
    expect(await site.ask({ method: "GET" })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
  });
});

describe("what breaks", () => {
  const told: ErrorRequestHandler = (error, _, res, _next) => {
    res.status(500).send(`the app says: ${error.message}`);
  };
  const open = gate<object>("open").check(everybody);
  const failing = () => {
    throw new Error("the input broke");
  };

  it.each([
    ["an input that throws", guard(open, { input: failing })],
    ["an input that rejects", guard(open, { input: async () => failing() })],
  ])("goes to the app's error handler: %s", async (_, middleware) => {
    const site = await served(express().get("/", middleware, answering(Object)).use(told));
    const answer = await site.ask({ method: "GET" });
    expect(answer).toMatchObject({ status: 500, body: "the app says: the input broke" });
    expect(answer.headers).not.toHaveProperty("x-handler");
  });

  it("in a check is answered by the gate", async () => {
    const broken: Check<object, void, never> = { name: "broken", run: failing };
    const decisions: Conclusion[] = [];
    const onDecision = (decision: Conclusion) => decisions.push(decision);
    const middleware = guard(gate<object>("broken").check(broken), { input: () => ({}), onDecision });
    const site = await served(express().get("/", middleware, answering(Object)).use(told));
    expect((await site.ask({ method: "GET" })).body).toContain("INTERNAL_ERROR");
    expect(decisions).toMatchObject([{ outcome: "failed", error: new Error("the input broke") }]);
  });
});

describe("a client that does not wait", () => {
  /** A gate that is passed when a test says so, or when nobody waits any more. */
  const slowly = () => {
    const [begun, ending, decided] = [gateway<At>(), gateway<void>(), gateway<Conclusion>()];
    const slow: Check<object, void, never> = {
      name: "slow",
      run: async (_, at) => {
        begun.open(at);
        at.signal.addEventListener("abort", () => ending.open());
        await ending.passed;
        return passed;
      },
    };
    const middleware = guard(gate<object>("slow").check(slow), {
      input: () => ({}),
      onDecision: decided.open,
    });
    return { middleware, begun: begun.passed, end: ending.open, decided: decided.passed };
  };

  it("ends the lookups by leaving, and does not get past the guard by it", async () => {
    const { middleware, begun, decided } = slowly();
    const handler = vi.fn<RequestHandler>();
    const site = await served(express().post("/", middleware, handler));
    const socket = send(site.url, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n");
    const { signal } = await begun;
    expect(signal.aborted).toBe(false);
    socket.destroy();
    expect(await decided).toMatchObject({ outcome: "answered", reason: "PASSED" });
    await new Promise(setImmediate);
    expect(signal.aborted).toBe(true);
    expect(handler).not.toHaveBeenCalled();
  });

  it("is not handed on when something else answers it meanwhile", async () => {
    const { middleware, begun, end, decided } = slowly();
    const handler = vi.fn<RequestHandler>();
    const timedOut = gateway<Response>();
    const timeOut: RequestHandler = async (_, res, next) => {
      next();
      await begun;
      res.status(503).write("It takes");
      timedOut.open(res);
    };
    const site = await served(express().use(timeOut).post("/", middleware, handler));
    const answer = site.ask({});
    const res = await timedOut.passed;
    end();
    await decided;
    await new Promise(setImmediate);
    expect(handler).not.toHaveBeenCalled();
    res.end(" too long");
    expect(await answer).toMatchObject({ status: 503, body: "It takes too long" });
  });

  it("is not judged when it was answered before", async () => {
    const onDecision = vi.fn();
    const middleware = guard(gate<object>("open").check(everybody), { input: () => ({}), onDecision });
    const answered: RequestHandler = (_, res, next) => {
      res.sendStatus(503);
      next();
    };
    const site = await served(express().use(answered, middleware));
    expect(await site.ask({})).toMatchObject({ status: 503 });
    expect(onDecision).not.toHaveBeenCalled();
  });

  it("is one that has left, and not one that has been answered", async () => {
    const { middleware, begun, end } = slowly();
    const closed = gateway<void>();
    const handler: RequestHandler = (_, res) => {
      res.once("close", closed.open).sendStatus(204);
    };
    const answer = (await served(express().post("/", middleware, handler))).ask({});
    const { signal } = await begun;
    end();
    expect(await answer).toMatchObject({ status: 204 });
    await closed.passed;
    expect(signal.aborted).toBe(false);
  });

  it("is no request when it leaves in the middle of its body", async () => {
    const { feature, requests, runtime } = written();
    const handler = featureHandler(feature, 1_000, runtime);
    const settled = gateway<void>();
    const app = express().use(async (req, res, next) => {
      req.once("data", () => socket.destroy());
      await handler(req, res, next);
      settled.open();
    });
    const { url } = await served(app);
    const socket = send(url, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf");
    await settled.passed;
    expect(requests).toEqual([]);
  });
});

function send(url: string, text: string) {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(text);
  return socket;
}

/** A promise that a test opens. */
function gateway<T>() {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { passed: promise, open: (value: T) => resolve(value) };
}
