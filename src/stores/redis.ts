import { Unavailable } from "../gate/unavailable.ts";

/** A command as Redis documents it: `["SET", "key", "value"]`. */
export type RedisCommand = readonly [name: string, ...args: string[]];

export interface RedisOptions {
  /** How long one command may take. Default 1,000: who waits longer for a limiter should go on without it. */
  readonly timeoutMs?: number;
  /** What every key begins with. Default `postern:`, so that an app's own keys stay apart. */
  readonly keyPrefix?: string;
}

/**
 * A Redis (6.2 or later, or what speaks as it does, such as Valkey), with one attempt and a time limit for each command. Made
 * by `nodeRedis`, `ioRedis` or `upstashRedis`; stores of one function share it, and its connection.
 */
export interface RedisCommands {
  readonly keyPrefix: string;
  /**
   * What Redis answered: text, a whole number, or null for nothing.
   * @throws Unavailable whatever went wrong. The command may have been carried out all the same.
   */
  send(command: RedisCommand): Promise<unknown>;
}

export function redisCommands(
  ask: (command: RedisCommand) => Promise<unknown>,
  { timeoutMs = 1_000, keyPrefix = "postern:" }: RedisOptions = {},
): RedisCommands {
  return {
    keyPrefix,
    send: async (command) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const timeIsUp = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      });
      try {
        // The race also takes what the client says when time is up: nobody else would, and an unhandled rejection ends Node.
        return await Promise.race([ask(command), timeIsUp]);
      } catch (error) {
        throw new Unavailable("redis", error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
