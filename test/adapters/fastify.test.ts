import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { featurePlugin } from "../../src/adapters/fastify.ts";
import { type At, type Check, passed } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import type { Conclusion } from "../../src/gate/trail.ts";
import type { HttpFeature } from "../../src/http/feature.ts";
import { type HttpRequest, json } from "../../src/http/message.ts";
import emailValidationByDefault, { contactForm, emailValidation, guard } from "../../src/package/fastify.ts";
import { runtimeOf } from "../../src/package/runtime.ts";
import type { Mail } from "../../src/senders/mailer.ts";
import { FORM_TYPE, JSON_TYPE } from "../support/exchange.ts";
import { OWNER, VISITOR } from "../support/planted.ts";
import { answering, serve } from "./support/fastify.ts";
import { overUnixSocket } from "./support/over-unix-socket.ts";

const ORIGIN = "https://www.site.example";
const TAGGED = { config: { validateEmail: true } };
const LISTS_ALONE = { dns: false, api: false } as const;
const INVALID = '{"error":"Valid email required"}';

const reached = answering(() => ({}));
const everybody: Check<object, void, never> = { name: "everybody", run: () => passed };
const open = gate<object>("open").check(everybody);

const served = async (app: FastifyInstance) => {
  const site = await serve(app);
  onTestFinished(() => site.close());
  return site;
};

describe("emailValidation", () => {
  const attached = answering(({ emailValidation }) => ({ verdict: emailValidation?.status ?? "none" }));
  const post = (url: string, payload?: object) =>
    ({ method: "POST", url, ...(payload && { payload }) }) as const;

  it("is the default export", () => {
    expect(emailValidationByDefault).toBe(emailValidation);
  });

  it("acts on tagged routes alone", async () => {
    const app = Fastify();
    await app.register(emailValidation, LISTS_ALONE);
    app.post("/tagged", TAGGED, attached);
    app.post("/open", attached);
    app.post("/tagged-not", { config: { validateEmail: false } }, attached);
    app.setNotFoundHandler(async () => "not here");

    const good = await app.inject(post("/tagged", { email: "joe@example.org" }));
    expect(good.json()).toEqual({ verdict: "unknown" });
    for (const body of [undefined, {}, { email: "x" }, { email: 5 }, { email: ["joe@example.org"] }]) {
      expect(await app.inject(post("/tagged", body))).toMatchObject({ statusCode: 422, body: INVALID });
      for (const url of ["/open", "/tagged-not"]) {
        expect(await app.inject(post(url, body))).toMatchObject({ body: '{"verdict":"none"}' });
      }
    }
    expect((await app.inject("/nowhere")).body).toBe("not here");
  });

  it("stands before the routes of all scopes, whenever they come", async () => {
    const app = Fastify();
    app.register(async (scope) => void scope.post("/before", TAGGED, attached));
    app.register(emailValidation, LISTS_ALONE);
    app.post("/beside", TAGGED, attached);
    app.register(async (scope) => void scope.post("/below", TAGGED, attached));
    for (const url of ["/before", "/beside", "/below"]) {
      expect(await app.inject(post(url, {}))).toMatchObject({ statusCode: 422 });
      expect((await app.inject(post(url, { email: "joe@example.org" }))).json()).toEqual({
        verdict: "unknown",
      });
    }
  });

  it("comes after the schema of the body", async () => {
    const app = Fastify();
    await app.register(emailValidation, LISTS_ALONE);
    const schema = { body: { type: "object", required: ["name"] } };
    app.post("/", { ...TAGGED, schema }, attached);
    expect(await app.inject(post("/", { email: "x" }))).toMatchObject({ statusCode: 400 });
    expect(await app.inject(post("/", { email: "x", name: "" }))).toMatchObject({ statusCode: 422 });
  });

  it("leaves requests in one shape", async () => {
    const app = Fastify();
    await app.register(emailValidation, LISTS_ALONE);
    const requests: object[] = [];
    const handler = async (request: object) => void requests.push(request);
    app.post("/tagged", TAGGED, handler).post("/open", handler);
    for (const url of ["/tagged", "/open"]) await app.inject(post(url, { email: "joe@example.org" }));
    expect(haveSameMap(requests[0], requests[1])).toBe(true);
  });

  it("says at start what cannot work", async () => {
    const app = Fastify().register(emailValidation, { api: { key: "a key", url: "http://api.example" } });
    await expect(app.ready()).rejects.toThrow(TypeError);
  });
});

describe("what a guard attaches", () => {
  const passedOn = guard(open, { input: () => ({ who: "joe" }) });

  it("has a name of the owner's choice", async () => {
    const preHandler = guard(open, { input: async () => ({ who: "joe" }), property: "visitor" });
    const handler = answering((request) => Reflect.get(request, "visitor"));
    const app = Fastify().get("/", { preHandler }, handler);
    expect((await app.inject("/")).json()).toEqual({ who: "joe" });
  });

  it("leaves requests in one shape where the property is declared", async () => {
    const requests: object[] = [];
    const handler = async (request: object) => void requests.push(request);
    for (const declare of [true, false]) {
      const app = Fastify();
      if (declare) app.decorateRequest("passed", undefined);
      app.get("/guarded", { preHandler: passedOn }, handler).get("/open", handler);
      for (const url of ["/guarded", "/open"]) await app.inject(url);
    }
    const [guarded, unguarded, changed, plain] = requests;
    expect(haveSameMap(guarded, unguarded)).toBe(true);
    // Where it is not, it is there all the same.
    expect(haveSameMap(changed, plain)).toBe(false);
    expect(changed).toMatchObject({ passed: { who: "joe" } });
  });

  it("is nothing when another hook has answered", async () => {
    const input = vi.fn(() => ({}));
    const app = Fastify();
    app.addHook("onRequest", async (_, reply) => reply.code(401).send("who are you"));
    app.get("/", { preHandler: guard(open, { input }) }, reached);
    expect(await app.inject("/")).toMatchObject({ statusCode: 401, body: "who are you" });
    expect(input).not.toHaveBeenCalled();
  });
});

/** Whether V8 keeps both objects in one hidden class. */
function haveSameMap(one: unknown, other: unknown): boolean {
  setFlagsFromString("--allow-natives-syntax");
  try {
    // Functions are compiled when they are first called: the flag has to stay until then.
    const compare: (one: unknown, other: unknown) => boolean = runInNewContext(
      "(a, b) => %HaveSameMap(a, b)",
    );
    return compare(one, other);
  } finally {
    setFlagsFromString("--no-allow-natives-syntax");
  }
}

describe("the contact form", () => {
  const form = () => {
    const mails: Mail[] = [];
    const mailer = {
      send: async (mail: Mail) => {
        mails.push(mail);
        return { sent: true, value: { messageId: "1" } } as const;
      },
    };
    return { mails, plugin: contactForm({ from: OWNER, mailer, allowedOrigins: [ORIGIN] }) };
  };
  const mounted = async (
    setUp: (app: FastifyInstance) => unknown = () => {},
    options: FastifyServerOptions = {},
  ) => {
    const { mails, plugin } = form();
    const app = Fastify(options);
    await setUp(app);
    app.register(plugin, { prefix: "/contact" });
    return { mails, app };
  };
  const message = (more: object = {}) =>
    ({
      method: "POST",
      url: "/contact",
      headers: JSON_TYPE,
      payload: JSON.stringify({ ...VISITOR, ...more }),
    }) as const;

  it("reads bytes, strictly, whatever parsers the app has, and leaves them to the app", async () => {
    const { mails, app } = await mounted((app) => {
      app.addContentTypeParser(/^application\//, { parseAs: "string" }, async () => ({
        parsed: "by the app",
      }));
    });
    app.post("/else", async ({ body }) => body);
    expect(await app.inject(message())).toMatchObject({ statusCode: 200 });
    const payload = Buffer.from(JSON.stringify({ ...VISITOR, name: "n\u00ff" }), "latin1");
    expect((await app.inject({ ...message(), payload })).json()).toMatchObject({ error: "INVALID_BODY" });
    const twice = `${new URLSearchParams(VISITOR)}&email=other%40visitors.example`;
    const { headers } = await app.inject({ ...message(), headers: FORM_TYPE, payload: twice });
    expect(headers.location).toMatch(/error=INVALID_BODY$/);
    expect(mails).toHaveLength(1);
    const elsewhere = await app.inject({
      ...message(),
      url: "/else",
      headers: { "content-type": "application/x" },
    });
    expect(elsewhere.json()).toEqual({ parsed: "by the app" });
    expect((await app.inject({ ...message(), url: "/else" })).json()).toMatchObject(VISITOR);
  });

  it.each([
    ["less than the form takes", 1_000],
    ["more", 10_000_000],
  ])("has its own bound and its own words, where the app takes %s", async (_, bodyLimit) => {
    const { mails, app } = await mounted(() => {}, { bodyLimit });
    const { ask } = await served(app);
    const body = (length: number) => JSON.stringify({ ...VISITOR, message: "m".repeat(length) });
    expect(await ask({ path: "/contact", headers: JSON_TYPE, body: body(4_000) })).toMatchObject({
      status: 200,
    });
    for (const more of [{}, { "transfer-encoding": "chunked" }]) {
      const headers = { ...JSON_TYPE, ...more, origin: ORIGIN };
      const answer = await ask({ path: "/contact", headers, body: body(300_000) });
      expect(answer).toMatchObject({ status: 413, headers: { "access-control-allow-origin": ORIGIN } });
      expect(JSON.parse(answer.body)).toMatchObject({ error: "BODY_TOO_LARGE" });
    }
    expect(mails).toHaveLength(1);
  });

  it("answers a type that is none in its own words, too", async () => {
    const { app } = await mounted();
    const answer = await app.inject({ ...message(), headers: { "content-type": "nonsense" } });
    expect(answer).toMatchObject({ statusCode: 415 });
    expect(answer.json()).toMatchObject({ error: "UNSUPPORTED_MEDIA_TYPE" });
  });

  it("leaves to the app's error handler what is not its own", async () => {
    const { app } = await mounted((app) => {
      app.setErrorHandler(async (error: Error, _, reply) =>
        reply.code(418).send(`the app says: ${error.message}`),
      );
      app.addHook("onRequest", async () => {
        throw new Error("not today");
      });
    });
    expect(await app.inject(message())).toMatchObject({ statusCode: 418, body: "the app says: not today" });
  });

  it("answers preflights, HEAD and other methods, with and without a slash", async () => {
    const { app } = await mounted();
    const headers = { origin: ORIGIN };
    for (const url of ["/contact", "/contact/"]) {
      const preflight = await app.inject({ method: "OPTIONS", url, headers });
      expect(preflight).toMatchObject({
        statusCode: 204,
        headers: { "access-control-allow-origin": ORIGIN },
      });
      expect(await app.inject({ method: "HEAD", url, headers })).toMatchObject({ statusCode: 405, body: "" });
      expect(await app.inject({ method: "PUT", url, headers })).toMatchObject({ statusCode: 405 });
    }
    expect(await app.inject("/contact/thanks")).toMatchObject({ statusCode: 200 });
    expect(await app.inject("/contact/elsewhere")).toMatchObject({ statusCode: 404 });
  });

  it.each([{ ignoreTrailingSlash: true }, { ignoreDuplicateSlashes: true }])(
    "has its page with and without a slash in an app with %o",
    async (routerOptions) => {
      const { app } = await mounted(() => {}, { routerOptions });
      for (const url of ["/contact/thanks", "/contact/thanks/", "/contact/thanks/?error=SEND_FAILED"]) {
        const page = { statusCode: 200, headers: { "content-type": "text/html; charset=utf-8" } };
        expect(await app.inject(url)).toMatchObject(page);
      }
    },
  );

  it("doubles no header of the app's CORS plugin, and adds to Vary", async () => {
    const { app } = await mounted((app) => {
      app.addHook("onRequest", async (_, reply) => {
        reply.header("access-control-allow-origin", "*").header("Vary", "Accept-Encoding, Origin");
        reply.raw.setHeader("x-of-the-app", "stays");
      });
      app.options("*", async (_, reply) => reply.code(204).send());
    });
    const { ask } = await served(app);
    const { url: path, headers, payload: body } = message();
    const answer = await ask({ path, headers: { ...headers, origin: ORIGIN }, body });
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        "access-control-allow-origin": ORIGIN,
        vary: "Accept-Encoding, Origin",
        "x-of-the-app": "stays",
        "content-type": "application/json",
      },
    });
  });

  it.each([
    [undefined, "Origin"],
    ["Accept", "Accept, Origin"],
    [["Accept", "Cookie"], "Accept, Cookie, Origin"],
    ["*", "*"],
    ["origin", "origin"],
  ])("varies by %j and by the origin", async (before, after) => {
    const { app } = await mounted((app) => {
      app.addHook("onRequest", async (_, reply) => void (before && reply.raw.setHeader("vary", before)));
    });
    expect((await app.inject(message())).headers.vary).toBe(after);
  });
});

/** Somebody was counted by the address of the connection. */
const trail = [{ check: "caller", verdict: "passed", tookMs: 0 }] as const;
const conclusion: Conclusion = { gate: "stub", outcome: "answered", reason: "PASSED", trail };

/** A feature that writes down what it is asked. */
function recording(options: FastifyServerOptions = {}) {
  const requests: HttpRequest[] = [];
  const warnings: string[] = [];
  const feature: HttpFeature = {
    handle: async (request) => {
      requests.push(request);
      return { response: json(200, {}), conclusion };
    },
  };
  const runtime = runtimeOf({ warn: (sentence) => warnings.push(sentence) });
  const app = Fastify(options);
  app.register(featurePlugin(feature, ["/", "/a b/"], 1_000, runtime), { prefix: "/at" });
  return { requests, warnings, app };
}

describe("a request", () => {
  it("is handed on as it came", async () => {
    const { requests, app } = recording({
      routerOptions: { querystringParser: () => ({ parsed: ["otherwise"] }) },
    });
    const { ask } = await served(app);
    const twice = { "X-One": ["1", "2"], "Set-Cookie": ["3", "4"] };
    const headers = { ...twice, "content-type": "text/plain" } as unknown as Record<string, string>;
    await ask({ path: "/at/a%20b/?x=1&y=a%26b?", headers, body: "héllo" });
    expect(requests).toMatchObject([
      {
        method: "POST",
        path: "/at/a%20b/",
        query: { x: "1", y: "a&b?" },
        headers: { "x-one": "1, 2", "set-cookie": "3, 4", "content-type": "text/plain" },
        clientAddress: "127.0.0.1",
      },
    ]);
    expect(Buffer.from(requests[0]?.body as Uint8Array).toString()).toBe("héllo");
  });

  it("may be injected, and may have no body", async () => {
    const { requests, app } = recording();
    expect(await app.inject({ method: "POST", url: "/at" })).toMatchObject({ statusCode: 200, body: "{}" });
    expect(requests).toMatchObject([{ path: "/at", query: {}, body: new Uint8Array() }]);
  });
});

describe("behind a proxy", () => {
  const PROXY = "127.0.0.2";
  const HOPS = "198.51.100.66, 203.0.113.10";
  const ALL_ONE = /through a proxy that is not trusted/;

  it.each<[string, FastifyServerOptions["trustProxy"] | number, string, RegExp | undefined]>([
    ["nothing", undefined, PROXY, ALL_ONE],
    ["false", false, PROXY, ALL_ONE],
    ["a number, which Fastify no longer counts", 1, PROXY, ALL_ONE],
    ["another proxy's address", "127.0.0.9", PROXY, ALL_ONE],
    ["true", true, "198.51.100.66", /address of its own choice/],
    ["a function that says yes", () => true, "198.51.100.66", /address of its own choice/],
    ["its address", PROXY, "203.0.113.10", undefined],
    ["its network", ["127.0.0.0/8"], "203.0.113.10", undefined],
    ["a function", (address: string) => address === PROXY, "203.0.113.10", undefined],
  ])("that is trusted by: %s", async (_, trustProxy, address, warning) => {
    const { requests, warnings, app } = recording({ trustProxy } as FastifyServerOptions);
    const { ask } = await served(app);
    for (const _ of [1, 2]) await ask({ path: "/at", from: PROXY, headers: { "x-forwarded-for": HOPS } });
    expect(requests.map(({ clientAddress }) => clientAddress)).toEqual([address, address]);
    expect(warnings).toEqual(warning ? [expect.stringMatching(warning)] : []);
  });

  it("whose number is said to be more than there are, by a function", async () => {
    const { warnings, app } = recording({ trustProxy: (_: string, hop: number) => hop < 5 });
    const { ask } = await served(app);
    for (const _ of [1, 2]) await ask({ path: "/at", from: PROXY, headers: { "x-forwarded-for": HOPS } });
    expect(warnings).toEqual([expect.stringMatching(/fewer proxies than are trusted.*trustProxy/)]);
  });

  it.each<[string, FastifyServerOptions["trustProxy"], RegExp | undefined]>([
    ["nothing", undefined, /over a Unix socket.*trustProxy: … \}\) a function.*address === undefined/],
    ["an address, which a socket has none", "127.0.0.1", /over a Unix socket/],
    ["a function", (address: string | undefined) => address === undefined, undefined],
  ])("over a Unix socket, trusted by: %s", async (_, trustProxy, warning) => {
    const { requests, warnings, app } = recording({ trustProxy } as FastifyServerOptions);
    await app.ready();
    const ask = await overUnixSocket(app.server);
    const forwarded = { "x-forwarded-for": "198.51.100.66, 203.0.113.10" };
    for (const _ of [1, 2]) await ask({ path: "/at", headers: forwarded });
    expect(requests).toHaveLength(2);
    if (warning === undefined) expect(requests[0]?.clientAddress).toBe("203.0.113.10");
    expect(warnings).toEqual(warning ? [expect.stringMatching(warning)] : []);
  });

  it("is nothing to warn of when there is none", async () => {
    const { warnings, app } = recording({ trustProxy: true });
    await app.inject({ method: "POST", url: "/at" });
    expect(warnings).toEqual([]);
  });

  it("a guard warns, too", async () => {
    const warn = vi.fn();
    const app = Fastify().get("/", { preHandler: guard(open, { input: () => ({}), warn }) }, reached);
    for (const _ of [1, 2]) await app.inject({ url: "/", headers: { "x-forwarded-for": HOPS } });
    expect(warn.mock.calls).toEqual([[expect.stringMatching(ALL_ONE)]]);
  });
});

describe("what breaks", () => {
  const failing = () => {
    throw new Error("the input broke");
  };

  it.each([
    ["an input that throws", guard(open, { input: failing })],
    ["an input that rejects", guard(open, { input: async () => failing() })],
  ])("goes to the app's error handler: %s", async (_, preHandler) => {
    const app = Fastify().get("/", { preHandler }, reached);
    app.setErrorHandler(async (error: Error) => `the app says: ${error.message}`);
    const { body, headers } = await app.inject("/");
    expect(body).toBe("the app says: the input broke");
    expect(headers).not.toHaveProperty("x-handler");
  });
});

describe("a client that does not wait", () => {
  /** A gate that is passed when a test says so, or when nobody waits any more. */
  const slowly = () => {
    const begun = Promise.withResolvers<At>();
    const ending = Promise.withResolvers<void>();
    const decided = Promise.withResolvers<Conclusion>();
    const slow: Check<object, void, never> = {
      name: "slow",
      run: async (_, at) => {
        begun.resolve(at);
        at.signal.addEventListener("abort", () => ending.resolve());
        await ending.promise;
        return passed;
      },
    };
    const checks = gate<object>("slow").check(slow);
    const preHandler = guard(checks, { input: () => ({}), onDecision: decided.resolve });
    return { preHandler, begun: begun.promise, end: ending.resolve, decided: decided.promise };
  };
  const sending = (url: string, text: string) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(text);
    return socket;
  };
  const POST = "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

  it("ends the lookups by leaving, and does not get past the guard by it", async () => {
    const { preHandler, begun, decided } = slowly();
    const handler = vi.fn(async () => "reached");
    const failed = vi.fn(async () => "failed");
    const app = Fastify().post("/", { preHandler }, handler);
    app.setErrorHandler(failed);
    const { url } = await served(app);
    const socket = sending(url, POST);
    const { signal } = await begun;
    socket.destroy();
    expect(await decided).toMatchObject({ outcome: "answered", reason: "PASSED" });
    await new Promise(setImmediate);
    expect(signal.aborted).toBe(true);
    expect(handler).not.toHaveBeenCalled();
    expect(failed).not.toHaveBeenCalled();
  });

  it("has not left when its body has been read", async () => {
    const { preHandler, begun, end } = slowly();
    const [bodyRead, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const app = Fastify().post("/", { preHandler }, reached);
    app.addHook("onRequest", async (request, reply) => {
      request.raw.once("close", bodyRead.resolve);
      reply.raw.once("close", over.resolve);
    });
    const { ask } = await served(app);
    const asking = ask({ headers: JSON_TYPE, body: "{}" });
    const { signal } = await begun;
    await bodyRead.promise;
    expect(signal.aborted).toBe(false);
    end();
    expect(await asking).toMatchObject({ status: 200 });
    await over.promise;
    await new Promise(setImmediate);
    expect(signal.aborted).toBe(false);
  });

  it("is not answered by a feature any more", async () => {
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const handle: HttpFeature["handle"] = async (_, { signal }) => {
      begun.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return { response: json(200, {}), conclusion };
    };
    const runtime = runtimeOf({ onDecision: () => ended.resolve() });
    const onSend = vi.fn(async () => {});
    const app = Fastify().addHook("onSend", onSend);
    app.register(featurePlugin({ handle }, ["/"], 1_000, runtime));
    const { url } = await served(app);
    const socket = sending(url, POST);
    await begun.promise;
    socket.destroy();
    await ended.promise;
    await new Promise(setImmediate);
    expect(onSend).not.toHaveBeenCalled();
  });

  it("has left before the guard was asked", async () => {
    const handler = vi.fn(async () => "reached");
    const begun = Promise.withResolvers<void>();
    const decided = Promise.withResolvers<Conclusion>();
    const app = Fastify();
    app.addHook("preHandler", async (_, { raw }) => {
      begun.resolve();
      await new Promise((resolve) => raw.once("close", resolve));
    });
    const preHandler = guard(open, { input: () => ({}), onDecision: decided.resolve });
    const { url } = await served(app.post("/", { preHandler }, handler));
    const socket = sending(url, POST);
    await begun.promise;
    socket.destroy();
    await decided.promise;
    await new Promise(setImmediate);
    expect(handler).not.toHaveBeenCalled();
  });

  it("is not answered twice when something else has given up on it", async () => {
    const { preHandler, begun, end, decided } = slowly();
    const handler = vi.fn(async () => "reached");
    const app = Fastify();
    app.addHook("onRequest", async (_, reply) => void begun.then(() => reply.code(503).send("too late")));
    const { ask } = await served(app.post("/", { preHandler }, handler));
    expect(await ask({ headers: JSON_TYPE, body: "{}" })).toMatchObject({ status: 503, body: "too late" });
    end();
    await decided;
    await new Promise(setImmediate);
    expect(handler).not.toHaveBeenCalled();
  });

  it("is no request when it leaves in the middle of its body", async () => {
    const { app, requests } = recording();
    const closed = Promise.withResolvers<void>();
    app.addHook("onRequest", async (request, reply) => {
      request.raw.once("data", () => socket.destroy());
      reply.raw.once("close", closed.resolve);
    });
    const { url } = await served(app);
    const socket = sending(url, "POST /at HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf");
    await closed.promise;
    await new Promise(setImmediate);
    expect(requests).toEqual([]);
  });
});
