import { fileURLToPath } from "node:url";
import type { Children } from "../children.ts";

/** One request, fired again and again. */
export interface Shot {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
}

export interface Load {
  readonly answers: number;
  readonly seconds: number;
}

export const CONNECTIONS = 50;

/**
 * Fires for so many seconds, from autocannon in its own process.
 * @returns how many answers came, and in which time.
 * @throws when anything but the expected status came back: the speed of errors is not worth knowing.
 */
export async function fire(children: Children, url: string, shot: Shot, seconds: number): Promise<Load> {
  const printed = await children.run(fileURLToPath(import.meta.resolve("autocannon")), [
    ...["--json", "--no-progress", "--method", "POST"],
    ...["--connections", String(CONNECTIONS), "--duration", String(seconds), "-L", "100"],
    ...Object.entries(shot.headers).flatMap(([name, value]) => ["--headers", `${name}=${value}`]),
    ...["--body", shot.body, `${url}/contact`],
  ]);
  const result = JSON.parse(printed) as AutocannonResult;
  const statuses = Object.keys(result.statusCodeStats);
  if (result.errors > 0 || statuses.length !== 1 || statuses[0] !== String(shot.status)) {
    throw new Error(`expected ${shot.status} alone, got ${result.errors} errors and status ${statuses}`);
  }
  return { answers: result.requests.total, seconds: result.duration };
}

interface AutocannonResult {
  readonly requests: { readonly total: number };
  /** Seconds. */
  readonly duration: number;
  /** Broken connections and time-outs. */
  readonly errors: number;
  readonly statusCodeStats: Readonly<Record<string, unknown>>;
}
