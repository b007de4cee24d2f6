import { createServer } from "node:http";
import { listen } from "../../local/listen.ts";

const TRIES = 5;

/**
 * Starts a program that cannot bind port 0 by itself. Between the moment that a port is found free and the moment that the
 * program binds it, another program may take it; then a new one is asked for.
 * @param tryToStart says undefined when the program does not own the port.
 */
export async function onOwnPort<T>(
  program: string,
  tryToStart: (port: number) => Promise<T | undefined>,
  portOf: () => Promise<number> = freePort,
): Promise<T> {
  for (let left = TRIES; left > 0; left -= 1) {
    const started = await tryToStart(await portOf());
    if (started !== undefined) return started;
  }
  throw new Error(
    `${program} did not start: at ${TRIES} ports in turn it ended, or another program answered`,
  );
}

async function freePort(): Promise<number> {
  const { port, close } = await listen(createServer(), 0, "a free port");
  await close();
  return port;
}
