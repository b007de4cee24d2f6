import { createServer, type Server, type Socket } from "node:net";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RemoteLookupOptions, remoteLookup } from "../../src/email/remote-lookup.ts";
import {
  answers,
  cutsOff,
  hangs,
  type Received,
  type Respond,
  resets,
  type Service,
  startService,
} from "../sms/support/service.ts";
import { at, sendable, unavailability } from "./support/asking.ts";

const KEY = "planted-key-0123456789";
const ADA = sendable("Ada.Planted@BÜCHER.example");
const SHORT_MS = 300;
const AGES_MS = 90_000;
const NOW_MS = 1_700_000_000_000;

let service: Service;
let elsewhere: Service;
let seen: Received;
/** Accepts connections and says nothing: no TLS handshake ever ends. */
let silent: Server;
const sockets: Socket[] = [];
beforeAll(async () => {
  service = await startService("the e-mail API", (response, received) => {
    seen = received;
    says({ status: "deliverable", disposable: false })(response, received);
  });
  elsewhere = await startService("elsewhere", says({ status: "undeliverable" }));
  silent = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  await Promise.all([service.close(), elsewhere.close()]);
});
afterEach(() => service.behave());

const says = (body: unknown, status = 200) => answers(status, "application/json", JSON.stringify(body));
const lookup = (more: Partial<RemoteLookupOptions> = {}) =>
  remoteLookup({ url: `${service.url}/v1/verify`, key: KEY, timeoutMs: AGES_MS, ...more });

/** How often the service is asked while something happens. */
async function requestsDuring(act: () => Promise<unknown>): Promise<number> {
  const before = service.asked();
  await act();
  return service.asked() - before;
}

it("posts the address as mail to it is addressed, the checks, and the key", async () => {
  expect(await lookup().find(ADA, at())).toEqual({
    status: "deliverable",
    reason: "REMOTE_VERDICT",
    disposable: false,
  });
  expect(seen).toMatchObject({
    method: "POST",
    path: "/v1/verify",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
  });
  expect(JSON.parse(seen.body)).toEqual({
    email: "Ada.Planted@xn--bcher-kva.example",
    checks: ["syntax", "mx"],
  });
});

it("asks for other checks when told to", async () => {
  await lookup({ checks: ["smtp"] }).find(ADA, at());
  expect(JSON.parse(seen.body)).toMatchObject({ checks: ["smtp"] });
});

describe("what the service says", () => {
  it.each<[object, string, boolean]>([
    [{ status: "deliverable" }, "deliverable", false],
    [{ status: "deliverable", disposable: null, score: 0.9 }, "deliverable", false],
    [{ status: "deliverable", disposable: true }, "risky", true],
    [{ status: "unknown", disposable: true }, "risky", true],
    [{ disposable: true }, "risky", true],
    [{ status: "risky", disposable: false }, "risky", false],
    [{ status: "undeliverable", disposable: false }, "undeliverable", false],
    [{ status: "undeliverable", disposable: true }, "undeliverable", true],
  ])("%j is %s", async (said, status, disposable) => {
    service.misbehave(says(said, 201));
    expect(await lookup().find(ADA, at())).toEqual({ status, reason: "REMOTE_VERDICT", disposable });
  });

  it.each<[string, Respond]>([
    ["that it does not know", says({ status: "unknown", disposable: false })],
    ["a word of its own", says({ status: "catch_all" })],
    ["that it does not like the address", says({ error: "x" }, 422)],
    ["that it does not like the request", says({ error: "x" }, 400)],
  ])("%s: not known, and no outage", async (_, respond) => {
    service.misbehave(respond);
    const strict = lookup({ circuit: { failures: 1 } });
    for (const _again of [1, 2]) {
      const expected = { status: "unknown", reason: "REMOTE_VERDICT", disposable: false };
      expect(await strict.find(ADA, at())).toEqual(expected);
    }
  });
});

/** Repeats all that it was sent, and then misbehaves: an error may hold nothing of it. */
const echo = (received: Received) => `${received.headers.authorization} ${received.body}`;
const dripping: Respond = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 1_000 });
  const drip = setInterval(() => response.write(" "), 20);
  response.once("close", () => clearInterval(drip));
};
const notHttp: Respond = (response, received) =>
  void response.socket?.end(`HTTP/9 ${echo(received)}\r\n\r\n`);
const repeating =
  (status: number): Respond =>
  (response, received) =>
    answers(status, "text/plain", echo(received))(response, received);

const IMPATIENT = { timeoutMs: SHORT_MS };

const FAULTS: [string, Respond, string, Partial<RemoteLookupOptions>][] = [
  ["an answer that is not JSON", repeating(200), "MALFORMED_ANSWER", {}],
  ["a list", says([{ status: "deliverable" }]), "MALFORMED_ANSWER", {}],
  ["an empty answer", answers(204, "application/json", ""), "MALFORMED_ANSWER", {}],
  ["a status that is no text", says({ status: 1, disposable: true }), "MALFORMED_ANSWER", {}],
  ["no status", says({ disposable: false }), "MALFORMED_ANSWER", {}],
  ["a text for disposable", says({ status: "deliverable", disposable: "yes" }), "MALFORMED_ANSWER", {}],
  ...[401, 402, 403, 404, 405, 408, 429, 500, 502, 503].map((status): (typeof FAULTS)[number] => [
    `a ${status}`,
    repeating(status),
    `HTTP_${status}`,
    {},
  ]),
  ["over a megabyte", answers(200, "text/plain", "x".repeat(1_048_577)), "ANSWER_TOO_LARGE", {}],
  ["an answer that breaks off", cutsOff, "ANSWER_CUT_OFF", {}],
  ["a reset", resets, "ECONNRESET", {}],
  ["what is no HTTP", notHttp, "HPE_INVALID_VERSION", {}],
  ["silence", hangs, "READ_TIMEOUT", IMPATIENT],
  ["an answer that drips", dripping, "READ_TIMEOUT", IMPATIENT],
];

describe("an outage", () => {
  it.each(FAULTS)("is %s", async (_, respond, cause, more) => {
    service.misbehave(respond);
    const strict = lookup({ ...more, circuit: { failures: 1 } });
    const error = await unavailability(strict.find(ADA, at()));
    expect(error).toMatchObject({ part: "email-api", cause: { code: cause } });
    const next = await unavailability(strict.find(ADA, at()));
    expect(next, "it opens the circuit").toMatchObject({ cause: { code: "CIRCUIT_OPEN" } });
  });

  it.each([301, 302, 303, 307, 308])(
    "is a %i: nobody follows it, key and address stay here",
    async (status) => {
      service.misbehave((response) => void response.writeHead(status, { location: elsewhere.url }).end());
      const error = await unavailability(lookup().find(ADA, at()));
      expect(error).toMatchObject({ cause: { code: `HTTP_${status}` } });
      expect(elsewhere.asked()).toBe(0);
    },
  );

  it("is a service where nobody listens", async () => {
    const error = await unavailability(lookup({ url: "http://127.0.0.1:1/" }).find(ADA, at()));
    expect(error).toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });

  it("is a connection that does not come to stand, TLS included", async () => {
    const { port } = silent.address() as { port: number };
    const impatient = lookup({ url: `https://127.0.0.1:${port}/`, timeoutMs: SHORT_MS });
    expect(await unavailability(impatient.find(ADA, at()))).toMatchObject({
      cause: { code: "CONNECT_TIMEOUT" },
    });
  });

  it.each(FAULTS)("that is %s tells neither the key nor the address", async (_, respond, __, more) => {
    service.misbehave(respond);
    let error: unknown = await unavailability(lookup(more).find(ADA, at()));
    for (; error instanceof Error; error = error.cause) {
      const told = `${error.message} ${JSON.stringify(error)} ${inspect(error, { depth: null })}`;
      expect(told).not.toMatch(/planted/i);
      // Nor as the bytes of an answer that repeated them.
      expect(told).not.toContain(
        Buffer.from("lanted")
          .toString("hex")
          .replaceAll(/..(?!$)/g, "$& "),
      );
    }
  });
});

describe("callers at the same time", () => {
  const many = Array.from({ length: 50 }, (_, place) => place);

  it("share one request for one address", async () => {
    const { find } = lookup();
    const asked = await requestsDuring(async () => {
      const found = await Promise.all(many.map(() => find(ADA, at())));
      expect(new Set(found.map(({ status }) => status))).toEqual(new Set(["deliverable"]));
    });
    expect(asked).toBe(1);
  });

  it("share its failure, which counts once", async () => {
    service.misbehave(says({}, 500));
    const { find } = lookup({ circuit: { failures: 2 } });
    const asked = await requestsDuring(async () => {
      await Promise.all(many.map(() => unavailability(find(ADA, at()))));
      await unavailability(find(ADA, at()));
    });
    expect(asked).toBe(2);
  });

  it("make as many requests as there are addresses", async () => {
    const { find } = lookup();
    const asked = requestsDuring(() =>
      Promise.all(many.map((place) => find(sendable(`ada${place}@example.com`), at()))),
    );
    expect(await asked).toBe(50);
  });

  it("and one later asks anew", async () => {
    const { find } = lookup();
    expect(await requestsDuring(() => find(ADA, at()).then(() => find(ADA, at())))).toBe(2);
  });

  it("are bounded: an address too many is not known, and no outage", async () => {
    const answering = Promise.withResolvers<void>();
    service.misbehave((response, received) => {
      void answering.promise.then(() => says({ status: "deliverable" })(response, received));
    });
    const { find } = lookup({ maxInFlight: 2, circuit: { failures: 1 } });
    const two = ["a@example.com", "b@example.com"].map((text) => find(sendable(text), at()));
    expect(await unavailability(find(ADA, at()))).toMatchObject({ cause: { code: "TOO_MANY_AT_ONCE" } });
    answering.resolve();
    await Promise.all(two);
    expect(await find(ADA, at())).toMatchObject({ status: "deliverable" });
  });
});

describe("the circuit", () => {
  /** A lookup whose circuit five failures have just opened. */
  async function opened() {
    const { find } = lookup();
    service.misbehave(says({}, 503));
    const asked = await requestsDuring(async () => {
      for (let call = 0; call < 5; call += 1) await unavailability(find(ADA, at(NOW_MS)));
    });
    expect(asked).toBe(5);
    service.behave();
    return find;
  }

  it("opens after five failures, and then nobody asks", async () => {
    const find = await opened();
    const asked = await requestsDuring(async () => {
      const error = await unavailability(find(ADA, at(NOW_MS + 29_999)));
      expect(error).toMatchObject({ part: "email-api", cause: { code: "CIRCUIT_OPEN" } });
    });
    expect(asked).toBe(0);
  });

  it("lets one request through after thirty seconds, and all once that was answered", async () => {
    const find = await opened();
    const crowd = Array.from({ length: 10 }, (_, place) => sendable(`ada${place}@example.com`));
    const all = () => Promise.allSettled(crowd.map((address) => find(address, at(NOW_MS + 30_000))));
    expect(await requestsDuring(all)).toBe(1);
    expect(await requestsDuring(all)).toBe(10);
  });

  it("opens again when that fails, from when it failed", async () => {
    const find = await opened();
    service.misbehave(says({}, 503));
    // The decision began at the first time, and the answer came four seconds into it.
    let elapsedMs = 0;
    const slowly = { ...at(NOW_MS + 30_000), elapsedMs: () => elapsedMs };
    const trial = find(ADA, slowly);
    elapsedMs = 4_000;
    await unavailability(trial);
    service.behave();
    const asksAt = (nowMs: number) => requestsDuring(() => Promise.allSettled([find(ADA, at(nowMs))]));
    expect(await asksAt(NOW_MS + 63_999)).toBe(0);
    expect(await asksAt(NOW_MS + 64_000)).toBe(1);
  });
});

describe("misuse is told at once, without what was given:", () => {
  it.each([
    ["no URL", { url: "planted" }],
    ["plain HTTP to another machine", { url: "http://planted.example/v1/verify" }],
    ["a name that begins like this machine", { url: "http://127.0.0.1.planted.example/" }],
    ["another protocol", { url: "ftp://planted.example/" }],
    ["a password", { url: "https://:planted@api.example/" }],
    ["a user", { url: "https://planted@api.example/" }],
    ["no key", { key: "" }],
    ["a key of two lines", { key: "planted\r\nX-Planted: 1" }],
    ["a key beyond ASCII", { key: "plantedé" }],
  ])("%s", (_, wrong) => {
    const make = () => remoteLookup({ key: KEY, ...wrong });
    expect(make).toThrow(TypeError);
    expect(make).not.toThrow(/planted/i);
  });

  it.each(["https://api.example/v1/verify", "http://localhost:1/", "http://127.0.0.1/", "http://[::1]:1/x"])(
    "%s is fine",
    (url) => expect(() => remoteLookup({ key: KEY, url })).not.toThrow(),
  );
});

it("has the whole time-out for its answer, not what is left of it after a third to connect", async () => {
  service.misbehave(
    (response, received) => void setTimeout(() => says({ status: "deliverable" })(response, received), 1_400),
  );
  expect(await lookup({ timeoutMs: 2_000 }).find(ADA, at())).toMatchObject({ status: "deliverable" });
});
