import { readFileSync } from "node:fs";
import { CannotStart } from "./cannot-start.ts";
import { readLocalSettings } from "./settings.ts";
import { type LocalSystem, startLocalSystem } from "./system.ts";

const startedBy = process.ppid;

try {
  const system = await startLocalSystem({ ...readLocalSettings(process.env, readEnvFile(".env")), print });
  for (const line of whereEverythingIs(system, await system.createDemoKey())) print(line);
  const stop = stopping(system);
  process.on("SIGINT", stop).on("SIGTERM", stop);
  if (process.env.npm_lifecycle_event !== undefined) onceOrphaned(stop);
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

function whereEverythingIs({ url, dynamodbUrl, sqsUrl, secretsUrl }: LocalSystem, demoKey: string): string[] {
  const message = `{"name":"Ada","email":"ada@example.com","message":"Hello!"}`;
  const partner = `{"name":"John Doe","email":"johndoe@example.com"}`;
  const text = `{"phone":"+66812345678","message":"Your code is 123456"}`;
  return [
    "Postern runs. Ctrl-C stops it.",
    "",
    `  Contact form  ${url}/`,
    `  Sign-up       ${url}/signup`,
    `  Text message  ${url}/sms`,
    `  Inbox         ${url}/_postern/`,
    `  Outbox, JSON  ${url}/_postern/outbox`,
    `  DynamoDB      ${dynamodbUrl}`,
    `  SQS           ${sqsUrl}`,
    `  Secrets       ${secretsUrl}`,
    "",
    `  curl ${url}/contact -H 'Content-Type: application/json' -d '${message}'`,
    `  curl ${url}/2015-03-31/functions/postern-sms-dev/invocations -d '${text}'`,
    `  curl ${url}/formsubmit -H 'x-api-key: ${demoKey}' -d '${partner}'`,
    `  curl ${url}/_postern/clock -d '{"advanceSeconds":3600}'  (an hour on, for limits and expiries)`,
    "",
  ];
}

/** The first call stops cleanly, another one at once. */
function stopping(system: LocalSystem): () => Promise<void> {
  // npm passes a terminal's Ctrl-C on although it has arrived already: within this time two are one.
  const sameSignalMs = 300;
  let stoppingSinceMs: number | undefined;
  return async () => {
    if (stoppingSinceMs === undefined) {
      stoppingSinceMs = performance.now();
      await system.close();
      process.exit(0);
    }
    if (performance.now() - stoppingSinceMs > sameSignalMs) process.exit(130);
  };
}

/**
 * npm hands a signal to the shell between it and this process. The shell dies of it and hands nothing on: without this
 * an orphan would hold the ports. Windows gives orphans no new parent, and there this never happens.
 */
function onceOrphaned(stop: () => Promise<void>): void {
  const everyMs = 1_000;
  const timer = setInterval(() => {
    if (process.ppid === startedBy) return;
    clearInterval(timer);
    void stop();
  }, everyMs).unref();
}
