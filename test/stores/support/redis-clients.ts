import { createClient } from "@redis/client";
import { Redis as UpstashRedis } from "@upstash/redis";
import { Redis as IoRedis } from "ioredis";
import type { RedisCommands, RedisOptions } from "../../../src/stores/redis.ts";
import { ioRedis, nodeRedis, upstashRedis } from "../../../src/stores/redis-clients.ts";
import { hasRedis, type RedisServer, startRedis } from "./redis.ts";
import { startUpstashRest } from "./upstash-rest.ts";

export interface RedisConnection {
  readonly redis: RedisCommands;
  close(): Promise<void>;
}

/** Connects one client, set up as the documentation of its wrapper says. */
export type ConnectRedis = (
  server: Pick<RedisServer, "port">,
  options?: RedisOptions,
) => Promise<RedisConnection>;

/** A busy machine must not look like an outage: where only answers are judged, it may take its time. */
const PATIENT: RedisOptions = { timeoutMs: 30_000 };

export const CLIENTS = {
  "node-redis": async ({ port }, options = PATIENT) => {
    const client = createClient({ socket: { host: "127.0.0.1", port }, disableOfflineQueue: true });
    client.on("error", () => undefined);
    await client.connect();
    return { redis: nodeRedis(client, options), close: async () => client.destroy() };
  },
  ioredis: async ({ port }, options = PATIENT) => {
    const client = new IoRedis(port, "127.0.0.1", {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
    });
    client.on("error", () => undefined);
    await client.connect();
    return { redis: ioRedis(client, options), close: async () => client.disconnect() };
  },
  Upstash: async ({ port }, options = PATIENT) => {
    const { url, token, close } = await startUpstashRest(port);
    return { redis: upstashRedis(new UpstashRedis({ url, token, retry: { retries: 0 } }), options), close };
  },
} satisfies Readonly<Record<string, ConnectRedis>>;

export interface OwnRedis extends RedisConnection {
  readonly server: RedisServer;
}

/** Each client with a server of its own. Where there is no Redis, the suite goes on without it, and says so. */
export const REDIS: Readonly<
  Record<string, { readonly runs: boolean; readonly start: (options?: RedisOptions) => Promise<OwnRedis> }>
> = Object.fromEntries(
  Object.entries(CLIENTS).map(([name, connect]) => [
    hasRedis ? `through ${name}` : `through ${name}: NOT RUN, there is no redis-server here`,
    {
      runs: hasRedis,
      start: async (options) => {
        const server = await startRedis();
        const connection = await connect(server, options);
        const close = async () => {
          await connection.close();
          await server.close();
        };
        return { server, redis: connection.redis, close };
      },
    },
  ]),
);

/**
 * One client, for what is decided in Redis itself. What each client makes of the answers is held by `redis-keys.test.ts` and
 * `redis-race.test.ts`.
 */
export const ONE_CLIENT = Object.entries(REDIS).slice(0, 1);
