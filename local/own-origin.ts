import type { IncomingMessage } from "node:http";
import { json } from "../src/http/message.ts";
import type { Answer } from "./serve.ts";

const OWN_NAMES = ["127.0.0.1", "localhost", "[::1]"];

/** The origins under which a browser on this machine shows the pages of a port. */
export const ownOrigins = (port: number): string[] => OWN_NAMES.map((name) => `http://${hostOf(name, port)}`);

/**
 * Refuses what comes from a foreign page, else undefined. Any website can make its visitor's browser call
 * 127.0.0.1, and is told by its Origin. One whose name was made to point here (DNS rebinding) reads from what its
 * browser thinks is its own server, without an Origin, and is told by its Host.
 */
export function refuseForeign(request: IncomingMessage): Answer | undefined {
  const port = request.socket.localPort ?? 0;
  const { host, origin } = request.headers;
  if (!OWN_NAMES.some((name) => host === hostOf(name, port))) {
    return json(403, { message: "Forbidden: this is answered for 127.0.0.1 and localhost only." });
  }
  if (origin !== undefined && !ownOrigins(port).includes(origin)) {
    return json(403, { message: "Forbidden: this is not answered for pages of other origins." });
  }
  return undefined;
}

const hostOf = (name: string, port: number) => (port === 80 ? name : `${name}:${port}`);
