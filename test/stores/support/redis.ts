import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { createClient } from "@redis/client";
import type { RedisCommand } from "../../../src/stores/redis.ts";
import { onOwnPort } from "../../support/own-port.ts";

/** A program of the system, not of a package. */
const REDIS_SERVER = "redis-server";
export const hasRedis = spawnSync(REDIS_SERVER, ["--version"], { stdio: "ignore" }).status === 0;

if (!hasRedis) process.stdout.write("\nNOT RUN: what belongs on Redis. There is no redis-server here.\n");

/** A real Redis that keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  /** Asks the server itself, past our wrappers. */
  ask(...command: RedisCommand): Promise<unknown>;
  /** Stops answering, with every connection open, until it is thawed. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

export const startRedis = (portOf?: () => Promise<number>): Promise<RedisServer> =>
  onOwnPort("redis-server", tryToStart, portOf);

/** @returns undefined when the server ended before it was ready: it does so when its port is taken. */
async function tryToStart(port: number): Promise<RedisServer | undefined> {
  const server = spawn(
    REDIS_SERVER,
    [
      ...["--port", String(port), "--bind", "127.0.0.1"],
      ...["--save", "", "--appendonly", "no", "--dir", tmpdir()],
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const ended = once(server, "exit");
  const log = createInterface(server.stdout);
  let isReady = false;
  for await (const line of log) {
    isReady = line.includes("Ready to accept connections");
    if (isReady) break;
  }
  if (!isReady) {
    await ended;
    return undefined;
  }
  server.stdout.resume();

  const client = createClient({ socket: { host: "127.0.0.1", port } });
  client.on("error", () => undefined);
  await client.connect();
  return {
    port,
    ask: (...command) => client.sendCommand(command),
    freeze: () => void server.kill("SIGSTOP"),
    thaw: () => void server.kill("SIGCONT"),
    close: async () => {
      client.destroy();
      // Also when a test has left it frozen.
      server.kill("SIGKILL");
      await ended;
    },
  };
}
