import { readFileSync } from "node:fs";
import { CannotStart } from "./cannot-start.ts";
import { readLocalSettings } from "./settings.ts";
import { type LocalSystem, startLocalSystem } from "./system.ts";

try {
  const system = await startLocalSystem({ ...readLocalSettings(process.env, readEnvFile(".env")), print });
  for (const line of whereEverythingIs(system)) print(line);
  stopOnSignals(system);
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readEnvFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new CannotStart(`The file ${path} cannot be read: make it readable, or remove it.`, { cause });
  }
}

function whereEverythingIs({ url, dynamodbUrl }: LocalSystem): string[] {
  const message = `{"name":"Ada","email":"ada@example.com","message":"Hello!"}`;
  return [
    "Postern runs. Ctrl-C stops it.",
    "",
    `  Contact form  ${url}/`,
    `  Inbox         ${url}/_postern/`,
    `  Outbox, JSON  ${url}/_postern/outbox`,
    `  DynamoDB      ${dynamodbUrl}`,
    "",
    `  curl ${url}/contact -H 'Content-Type: application/json' -d '${message}'`,
    "",
  ];
}

/** The first signal stops cleanly, another one at once. */
function stopOnSignals(system: LocalSystem): void {
  // npm passes a terminal's Ctrl-C on although it has arrived already: within this time two are one.
  const sameSignalMs = 300;
  let stoppingSinceMs: number | undefined;
  const stop = async () => {
    if (stoppingSinceMs === undefined) {
      stoppingSinceMs = performance.now();
      await system.close();
      process.exit(0);
    }
    if (performance.now() - stoppingSinceMs > sameSignalMs) process.exit(130);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
}
