import { type RedisCommand, type RedisCommands, type RedisOptions, redisCommands } from "./redis.ts";

/*
 * The clients are the app's: it makes, connects and closes them. They are described here by the one method that is used, so
 * that none of them has to be installed.
 *
 * Each is to be set up so that a command is tried once, and now. A command that waits in a queue, or is sent again after
 * its answer was lost, is carried out when nobody waits for it any more: a claim of ours is then found taken by ourselves.
 */

/** A client, or pool, of `redis` (`@redis/client`). */
export interface NodeRedisClient {
  sendCommand(command: readonly string[], options: { readonly typeMapping: object }): Promise<unknown>;
}

/**
 * ```ts
 * const client = createClient({ url, disableOfflineQueue: true });
 * client.on("error", log); // without a listener, a lost connection ends the process
 * await client.connect();
 * const redis = nodeRedis(client);
 * ```
 */
export const nodeRedis = (client: NodeRedisClient, options?: RedisOptions): RedisCommands =>
  // Text as text, also where the app has mapped it to buffers for itself.
  redisCommands((command) => client.sendCommand(command, { typeMapping: {} }), options);

/** A client, or cluster, of `ioredis`. */
export interface IoRedisClient {
  call(name: string, ...args: string[]): Promise<unknown>;
}

/**
 * ```ts
 * const client = new Redis(url, { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
 * client.on("error", log);
 * await client.connect();
 * const redis = ioRedis(client);
 * ```
 */
export const ioRedis = (client: IoRedisClient, options?: RedisOptions): RedisCommands =>
  redisCommands((command) => client.call(...command), options);

/** A client of `@upstash/redis`. It speaks HTTP, so it runs where there are no sockets. */
export interface UpstashClient {
  exec(command: [name: string, ...args: string[]]): Promise<unknown>;
}

/**
 * ```ts
 * const redis = upstashRedis(new Redis({ url, token, retry: { retries: 0 } })); // `retry: false` still tries twice
 * ```
 * The client reads every text that looks like JSON as JSON. The stores keep no text that does.
 */
export const upstashRedis = (client: UpstashClient, options?: RedisOptions): RedisCommands =>
  redisCommands(async (command: RedisCommand) => {
    try {
      return await client.exec([...command]);
    } catch (error) {
      throw withoutCommand(error);
    }
  }, options);

/** Upstash's messages quote the whole command, and so what is kept; ours end in logs. */
function withoutCommand(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const [message] = error.message.split(", command was: ");
  return message === error.message ? error : new Error(message);
}
