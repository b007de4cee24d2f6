import { once } from "node:events";
import { createServer, request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { dynamoDbServer } from "../../local/dynamodb-engine.ts";
import { type Listening, listen } from "../../local/listen.ts";
import { allowedOrigin } from "../support/amazons-engine.ts";
import { onOwnPort } from "../support/own-port.ts";
import { hasRedis, startRedis } from "./support/redis.ts";

/* Two faults that made whole files fail on a busy machine, planted: a port that another program takes, and a database that is
 * closed while a request is under way. */

const open: Pick<Listening, "close">[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const otherProgram = async () => {
  const other = await listen(
    createServer((_, response) => void response.end("another program")),
    0,
    "a port",
  );
  open.push(other);
  return other;
};

describe("a port that another program takes after it was found free", () => {
  it.skipIf(!hasRedis)("does not stop redis-server from getting one of its own", async () => {
    const { port } = await otherProgram();
    const offered = [port, undefined];
    const redis = await startRedis(async () => {
      const next = offered.shift();
      if (next !== undefined) return next;
      const free = await otherProgram();
      await open.pop()?.close();
      return free.port;
    });
    open.push(redis);
    expect(redis.port).not.toBe(port);
    expect(await redis.ask("PING")).toBe("PONG");
  });

  it("is told from Amazon's engine: only the engine repeats the origin that it was started with", async () => {
    const { url } = await otherProgram();
    expect(await allowedOrigin(url, "http://of-this-engine.invalid")).toBeNull();
  });

  it("ends in an error that names the program when every port is taken", async () => {
    const start = onOwnPort("the program", async () => undefined);
    await expect(start).rejects.toThrow("the program did not start: at 5 ports in turn");
  });
});

it("DynamoDB is closed under requests, and no request ends the process", async () => {
  const server = dynamoDbServer();
  const { port, close } = await listen(server, 0, "the port of dynalite");
  const arrived = once(server, "request");
  const answers = Array.from({ length: 20 }, (_, index) => {
    const sent = request({ port, host: "127.0.0.1", method: "POST", headers: headersFor("CreateTable") });
    sent.end(
      JSON.stringify({
        TableName: `table-${index}`,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      }),
    );
    return once(sent, "close").catch((error) => error);
  });
  await arrived;
  await close();
  await Promise.all(answers);
});

const headersFor = (operation: string) => ({
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": `DynamoDB_20120810.${operation}`,
  "x-amz-date": "20260101T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
});
