import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CannotStart } from "./cannot-start.ts";

export interface Listening {
  readonly port: number;
  readonly url: string;
  /** Stops at once: open connections are cut, also those that a fault keeps hanging. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 alone: nothing here is meant for a network.
 * @param port 0 takes any that is free.
 * @param setting The setting that chooses the port, for the error.
 * @throws CannotStart when the port is taken or not ours to take.
 */
export async function listen(server: Server, port: number, setting: string): Promise<Listening> {
  // Node closes a connection that is idle for five seconds. A client that uses it at that moment gets a reset instead of an answer.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(cannotListen(port, setting, cause)));
    server.listen(port, "127.0.0.1", resolve);
  });
  server.removeAllListeners("error");
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function cannotListen(port: number, setting: string, cause: NodeJS.ErrnoException): Error {
  if (cause.code === "EADDRINUSE") {
    return new CannotStart(
      `Port ${port} is already in use: stop the program that uses it, or choose another port with ${setting}.`,
      { cause },
    );
  }
  if (cause.code === "EACCES") {
    return new CannotStart(
      `Port ${port} needs rights that this user does not have: choose one above 1023 with ${setting}.`,
      { cause },
    );
  }
  return new Error(`cannot listen on port ${port}`, { cause });
}
