import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createClient, RESP_TYPES } from "@redis/client";
import { Redis as UpstashRedis } from "@upstash/redis";
import { Redis as IoRedis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { type RedisCommands, redisCommands } from "../../src/stores/redis.ts";
import { redisAnswers } from "../../src/stores/redis-answers.ts";
import { redisClaims } from "../../src/stores/redis-claims.ts";
import { ioRedis, nodeRedis, upstashRedis } from "../../src/stores/redis-clients.ts";
import { redisCounters } from "../../src/stores/redis-counters.ts";
import { EXPIRES, NOW } from "./support/answer-contract.ts";
import { hasRedis, type RedisServer, startRedis } from "./support/redis.ts";
import { CLIENTS } from "./support/redis-clients.ts";
import { losingProxy } from "./support/redis-losing-proxy.ts";
import { startUpstashRest } from "./support/upstash-rest.ts";

const IMPATIENT = { timeoutMs: 200 };
const PATIENT = { timeoutMs: 30_000 };

describe("a command", () => {
  it("has one second, unless told otherwise", async () => {
    vi.useFakeTimers();
    for (const [options, limitMs] of [
      [{}, 1_000],
      [{ timeoutMs: 250 }, 250],
    ] as const) {
      const failed = vi.fn();
      redisCommands(() => new Promise(() => undefined), options)
        .send(["PING"])
        .catch(failed);
      await vi.advanceTimersByTimeAsync(limitMs - 1);
      expect(failed).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(failed).toHaveBeenCalledExactlyOnceWith(expect.any(Unavailable));
    }
    vi.useRealTimers();
  });

  it("leaves no timer behind", async () => {
    vi.useFakeTimers();
    await redisCommands(async () => "PONG").send(["PING"]);
    await expect(redisCommands(() => Promise.reject(new Error("down"))).send(["PING"])).rejects.toThrow();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it("that fails when its time is up does not end the process", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { promise, reject } = Promise.withResolvers<never>();
    await expect(redisCommands(() => promise, { timeoutMs: 1 }).send(["PING"])).rejects.toThrow(Unavailable);
    reject(new Error("connection closed"));
    await nextTurn();
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("that the client throws at is Unavailable too", async () => {
    const cause = new Error("closed");
    const broken = redisCommands(() => {
      throw cause;
    });
    await expect(broken.send(["PING"])).rejects.toMatchObject({ name: "Unavailable", part: "redis", cause });
  });
});

/** Clients that have no connection, set up in all ways that make a difference. */
const UNCONNECTED: Readonly<Record<string, (port: number) => { redis: RedisCommands; end: () => void }>> = {
  ...Object.fromEntries(
    [true, false].map((disableOfflineQueue) => [
      `node-redis with${disableOfflineQueue ? "out" : ""} its queue`,
      (port: number) => {
        const client = createClient({ socket: { host: "127.0.0.1", port }, disableOfflineQueue });
        client.on("error", () => undefined);
        client.connect().catch(() => undefined);
        return { redis: nodeRedis(client, IMPATIENT), end: () => client.destroy() };
      },
    ]),
  ),
  ...Object.fromEntries(
    [true, false].map((enableOfflineQueue) => [
      `ioredis with${enableOfflineQueue ? "" : "out"} its queue`,
      (port: number) => {
        const client = new IoRedis(port, "127.0.0.1", { enableOfflineQueue });
        client.on("error", () => undefined);
        return { redis: ioRedis(client, IMPATIENT), end: () => client.disconnect() };
      },
    ]),
  ),
  Upstash: (port) => {
    const client = new UpstashRedis({ url: `http://127.0.0.1:${port}`, token: "t", retry: { retries: 0 } });
    return { redis: upstashRedis(client, IMPATIENT), end: () => undefined };
  },
  "Upstash with its retries": (port) => {
    const client = new UpstashRedis({ url: `http://127.0.0.1:${port}`, token: "t" });
    return { redis: upstashRedis(client, IMPATIENT), end: () => undefined };
  },
};

describe.each(Object.entries(UNCONNECTED))("%s", (_, open) => {
  it("does not hang on a server that takes the connection and never answers", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { redis, end } = open((silent.address() as AddressInfo).port);
    await expect(redis.send(["PING"])).rejects.toBeInstanceOf(Unavailable);
    end();
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it("does not hang where nobody listens", async () => {
    const { redis, end } = open(1);
    await expect(redis.send(["PING"])).rejects.toBeInstanceOf(Unavailable);
    end();
  });
});

const suffix = hasRedis ? "" : ": NOT RUN, there is no redis-server here";

describe.skipIf(!hasRedis)(`clients of a real Redis${suffix}`, () => {
  let server: RedisServer;
  let rest: Awaited<ReturnType<typeof startUpstashRest>>;
  beforeAll(async () => {
    server = await startRedis();
    rest = await startUpstashRest(server.port);
  });
  afterAll(async () => {
    await rest.close();
    await server.close();
  });

  const upstash = (settings: object = {}) => {
    const { url, token } = rest;
    return upstashRedis(new UpstashRedis({ url, token, retry: { retries: 0 }, ...settings }), PATIENT);
  };

  const TEXTS = [
    ...["", "1", "1e3", "null", "true", "OK", '"quoted"', "[]", '{"a":[1,"2"]}', "T0s="],
    ...["\ufeffBOM", "ünï😀\n\u0000"],
  ];

  async function expectExact(redis: RedisCommands) {
    const store = redisAnswers(redis);
    for (const [i, text] of TEXTS.entries()) {
      await store.keep(`exact#${i}`, text, EXPIRES);
      expect(await store.find(`exact#${i}`, NOW)).toEqual({ text, expiresAtSeconds: EXPIRES });
    }
  }

  it.each([
    {},
    { automaticDeserialization: false },
    { responseEncoding: false },
    { automaticDeserialization: false, responseEncoding: false },
    { enableAutoPipelining: true },
  ])("Upstash gives back the exact text, set up with %j", (settings) => expectExact(upstash(settings)));

  it("node-redis gives back the exact text, where the app has it read buffers", async () => {
    const client = createClient({
      socket: { host: "127.0.0.1", port: server.port },
      commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    });
    await client.connect();
    await client.set("buffer", "B");
    expect(await client.get("buffer")).toBeInstanceOf(Buffer);
    await expectExact(nodeRedis(client, PATIENT));
    client.destroy();
  });

  it("ioredis gives back the exact text, and counts where the app has it read numbers as text", async () => {
    const client = new IoRedis(server.port, "127.0.0.1", { stringNumbers: true });
    expect(await client.incr("number")).toBe("1");
    const redis = ioRedis(client, PATIENT);
    await expectExact(redis);
    expect(await redisCounters(redis).add("count#1", 1, EXPIRES)).toBe(true);
    client.disconnect();
  });

  it("Upstash's errors are told without the command, which holds what is kept", async () => {
    await server.ask("RPUSH", "list", "x");
    await expect(upstash().send(["INCRBY", "list", "424242"])).rejects.toMatchObject({
      cause: { message: "WRONGTYPE Operation against a key holding the wrong kind of value" },
    });
    await expect(upstash({ token: "forged" }).send(["GET", "planted-key"])).rejects.toMatchObject({
      cause: { message: "WRONGPASS invalid token" },
    });
  });

  it.each([
    { name: "node-redis", portOf: () => server.port, connect: CLIENTS["node-redis"] },
    { name: "ioredis", portOf: () => server.port, connect: CLIENTS.ioredis },
    {
      name: "Upstash",
      portOf: () => rest.port,
      connect: async ({ port }: { readonly port: number }) => {
        return { redis: upstash({ url: `http://127.0.0.1:${port}` }), close: async () => undefined };
      },
    },
  ])(
    "$name, set up as documented, does not ask again when an answer is lost: the first may have been carried out",
    async ({ name, portOf, connect }) => {
      const key = `lost#${name}`;
      const proxy = await losingProxy(portOf(), key);
      const { redis, close } = await connect(proxy);
      await expect(redisClaims(redis).claim(key, NOW, EXPIRES)).rejects.toBeInstanceOf(Unavailable);
      await expect.poll(() => server.ask("EXISTS", `postern:${key}`)).toBe(1);
      // Once it answers again, whatever was to be sent again has been sent.
      await expect.poll(() => redis.send(["PING"]).catch(() => "not yet"), { timeout: 10_000 }).toBe("PONG");
      expect(proxy.passedOn()).toBe(1);
      await close();
      await proxy.close();
    },
  );
});
