import { connect } from "node:net";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FAULT_MODES, type FaultMode } from "../../local/faults.ts";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { rawRequest, testFunction } from "./support.ts";

let system: LocalSystem;
let ses: SESv2Client;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  let endpoint = "";
  const client = testFunction(async () => undefined, {
    settings: ["FROM_EMAIL", "RATE_TABLE"],
    build: ({ env }) => {
      endpoint = env.AWS_ENDPOINT_URL_SESV2 ?? "";
      return async () => undefined;
    },
  });
  const env = { FROM_EMAIL: "owner@example.com", RATE_TABLE: "limits" };
  system = await startLocalSystem({ port: 0, dynamodbPort: 0, functions: { client }, env });
  const plain = {
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  };
  ses = new SESv2Client({ ...plain, endpoint });
  dynamodb = new DynamoDBClient({ ...plain, endpoint: system.dynamodbUrl });
});
afterAll(async () => {
  ses.destroy();
  dynamodb.destroy();
  await system.close();
});
beforeEach(() => {
  system.faults.set({ ses: "ok", dynamodb: "ok" });
  system.outbox.clear();
});

const Data = "Hello";
const sendMail = (abortSignal?: AbortSignal) =>
  ses.send(
    new SendEmailCommand({
      FromEmailAddress: "owner@example.com",
      Destination: { ToAddresses: ["owner@example.com"] },
      Content: { Simple: { Subject: { Data }, Body: { Text: { Data } } } },
    }),
    { ...(abortSignal && { abortSignal }) },
  );
const claim = (pk: string, abortSignal?: AbortSignal) =>
  dynamodb.send(
    new PutItemCommand({
      TableName: "limits",
      Item: { pk: { S: pk } },
      ConditionExpression: "attribute_not_exists(pk)",
    }),
    { ...(abortSignal && { abortSignal }) },
  );

/** How a call ended: `ok`, or the name and status of its error. */
async function ending(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return [name, $metadata?.httpStatusCode].filter((each) => each !== undefined).join(" ");
  }
}

describe("ses", () => {
  it.each<[FaultMode, string]>([
    ["ok", "ok"],
    ["reject", "MessageRejected 400"],
    ["error", "InternalFailure 500"],
    ["throttle", "TooManyRequestsException 429"],
    ["unauthorized", "AccessDeniedException 403"],
  ])("%s", async (mode, expected) => {
    system.faults.set({ ses: mode });
    expect(await ending(sendMail())).toBe(expected);
    expect(system.outbox.list()).toHaveLength(mode === "ok" ? 1 : 0);
  });

  it("drop sends the mail, and does not say so", async () => {
    system.faults.set({ ses: "drop" });
    expect(await ending(sendMail())).not.toBe("ok");
    expect(system.outbox.list()).toHaveLength(1);
  });
});

describe("dynamodb", () => {
  it.each<[FaultMode, string]>([
    ["ok", "ok"],
    ["reject", "ValidationException 400"],
    ["error", "InternalServerError 500"],
    ["throttle", "ProvisionedThroughputExceededException 400"],
    ["unauthorized", "AccessDeniedException 400"],
  ])("%s", async (mode, expected) => {
    system.faults.set({ dynamodb: mode });
    expect(await ending(claim(`mode#${mode}`))).toBe(expected);
    system.faults.set({ dynamodb: "ok" });
    const again = mode === "ok" ? "ConditionalCheckFailedException 400" : "ok";
    expect(await ending(claim(`mode#${mode}`))).toBe(again);
  });

  it("drop writes, and does not say so", async () => {
    system.faults.set({ dynamodb: "drop" });
    expect(await ending(claim("dropped"))).not.toBe("ok");
    system.faults.set({ dynamodb: "ok" });
    expect(await ending(claim("dropped"))).toBe("ConditionalCheckFailedException 400");
  });
});

it("timeout hangs until the client leaves, and does nothing", async () => {
  system.faults.set({ ses: "timeout", dynamodb: "timeout" });
  const impatient = new AbortController();
  const calls = [sendMail(impatient.signal), claim("late", impatient.signal)].map(ending);
  // Another wire on the same servers answers meanwhile: they hang, they do not block.
  expect((await rawRequest(`${system.url}/_postern/faults`, "GET")).status).toBe(200);
  impatient.abort();
  expect(await Promise.all(calls)).toEqual(["AbortError", "AbortError"]);
  system.faults.set({ ses: "ok", dynamodb: "ok" });
  expect(system.outbox.list()).toEqual([]);
  expect(await ending(claim("late"))).toBe("ok");
});

it("closing the system ends what hangs", async () => {
  const own = await startLocalSystem({ port: 0, dynamodbPort: 0, functions: {} });
  own.faults.set({ dynamodb: "timeout" });
  const socket = connect(Number(new URL(own.dynamodbUrl).port), "127.0.0.1");
  const closed = new Promise((resolve) => socket.on("error", () => undefined).once("close", resolve));
  const { host } = new URL(own.dynamodbUrl);
  await new Promise((resolve) => socket.write(`POST / HTTP/1.1\r\nHost: ${host}\r\n\r\n`, resolve));
  await own.close();
  await closed;
});

describe("the switch", () => {
  const put = (body: string) => rawRequest(`${system.url}/_postern/faults`, "PUT", [], body);
  const message = async (body: string) => {
    const answer = await put(body);
    expect(answer.status).toBe(400);
    return (JSON.parse(answer.body) as { message: string }).message;
  };

  it("answers with how every part behaves now", async () => {
    const answer = await put('{"ses":"throttle"}');
    expect(answer).toMatchObject({
      status: 200,
      body: '{"ses":"throttle","clicksend":"ok","sns":"ok","dynamodb":"ok","sqs":"ok","secrets":"ok","email-api":"ok","apigateway":"ok"}',
    });
    expect((await rawRequest(`${system.url}/_postern/faults`, "GET")).body).toBe(answer.body);
  });

  it("names the parts when there is no such part, and changes nothing", async () => {
    expect(await message('{"ses":"error","fax":"error"}')).toBe(
      'There is no part "fax": the parts are ses, clicksend, sns, dynamodb, sqs, secrets, email-api, apigateway.',
    );
    expect(system.faults.of("ses")).toBe("ok");
  });

  it.each(['{"ses":"broken"}', '{"ses":1}', '{"ses":"constructor"}'])(
    "names the modes for %s",
    async (body) => {
      expect(await message(body)).toContain(`the modes are ${FAULT_MODES.join(", ")}.`);
    },
  );

  it.each(["", "{", "[]", "null", '"ses"', `{"ses":"ok"${" ".repeat(10_000)}}`])(
    "asks for an object when it gets %.20s",
    async (body) => {
      expect(await message(body)).toBe('Give a JSON object such as {"ses":"error"}.');
    },
  );
});
