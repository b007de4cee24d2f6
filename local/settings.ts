import { parseEnv } from "node:util";
import { CannotStart } from "./cannot-start.ts";
import type { Environment } from "./deploy.ts";

export interface LocalSettings {
  readonly port: number;
  readonly dynamodbPort: number;
  readonly sqsPort: number;
  /** All that was given, for the functions to take their own from. */
  readonly env: Environment;
}

/**
 * What a person set, in the environment or in the text of a `.env` file; the environment wins.
 * @throws CannotStart when a port is none.
 */
export function readLocalSettings(environment: Environment, envFile: string): LocalSettings {
  const env = { ...parseEnv(envFile), ...environment };
  const ports = {
    PORT: portOf(env, "PORT", 8787),
    DYNAMODB_PORT: portOf(env, "DYNAMODB_PORT", 8000),
    SQS_PORT: portOf(env, "SQS_PORT", 9324),
  };
  refuseSame(ports);
  return { port: ports.PORT, dynamodbPort: ports.DYNAMODB_PORT, sqsPort: ports.SQS_PORT, env };
}

function refuseSame(ports: Readonly<Record<string, number>>): void {
  for (const [name, port] of Object.entries(ports)) {
    const other = Object.keys(ports).find((each) => each !== name && ports[each] === port);
    if (other !== undefined && port !== 0) {
      throw new CannotStart(`${name} and ${other} are both ${port}: they must differ.`);
    }
  }
}

function portOf(env: Environment, name: string, otherwise: number): number {
  const given = env[name]?.trim();
  if (!given) return otherwise;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  if (port <= 65_535) return port;
  throw new CannotStart(
    `${name} must be a whole number from 0 to 65535, where 0 takes any free port: it is "${given}".`,
  );
}
