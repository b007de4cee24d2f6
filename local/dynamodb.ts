import { dynamoDbServer } from "./dynamodb-engine.ts";
import { knowingTimeToLive } from "./dynamodb-ttl.ts";
import { behindFaults, type Refusals } from "./faults.ts";
import { jsonAnswer } from "./json-answer.ts";
import { listen } from "./listen.ts";
import { refuseForeign } from "./own-origin.ts";
import { type Answer, send } from "./serve.ts";
import type { StandIn } from "./stand-in.ts";

const PROTOCOL = "application/x-amz-json-1.0";

/** Settings that name a table, each with a partition key `pk` of text; one has a sort key `sk` as well. */
const TABLE_SETTINGS = ["RATE_TABLE", "TABLE_NAME", "ACCESS_TABLE", "SIGNUP_TABLE"];
const SORTED_TABLE_SETTINGS = ["MESSAGE_TABLE"];

/** DynamoDB, by dynalite in this process, in memory. */
export const dynamodb: StandIn = {
  endpointSetting: "AWS_ENDPOINT_URL_DYNAMODB",
  start: async ({ port, fault, valuesOf, account }) => {
    const server = dynamoDbServer((engine) => {
      const whole = knowingTimeToLive(() => account.state().dynamodb.ttl, engine);
      const work = behindFaults(fault, refusals, whole);
      return (request, response) => {
        const refusal = refuseForeign(request);
        if (refusal !== undefined) return send(response, refusal);
        work(request, response);
      };
    });

    const listening = await listen(server, port, "DYNAMODB_PORT");
    const tables = new Set(TABLE_SETTINGS.flatMap(valuesOf));
    const sorted = new Set(SORTED_TABLE_SETTINGS.flatMap(valuesOf));
    try {
      await Promise.all([...tables].map((table) => createTable(listening.url, table, ["pk"])));
      await Promise.all([...sorted].map((table) => createTable(listening.url, table, ["pk", "sk"])));
      return listening;
    } catch (error) {
      await listening.close();
      throw error;
    }
  },
};

async function createTable(url: string, table: string, keys: readonly string[]): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": PROTOCOL,
      "x-amz-target": "DynamoDB_20120810.CreateTable",
      "x-amz-date": "20260101T000000Z",
      // dynalite wants to see a signature and does not check it.
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: keys.map((AttributeName, place) => ({
        AttributeName,
        KeyType: place === 0 ? "HASH" : "RANGE",
      })),
    }),
  });
  if (!response.ok) throw new Error(`cannot create the table ${table}: ${await response.text()}`);
}

const refusals: Refusals = {
  reject: refusal(400, "com.amazon.coral.validate#ValidationException", "Refused by the fault switch"),
  error: refusal(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", "Internal server error"),
  throttle: refusal(
    400,
    "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded.",
  ),
  unauthorized: refusal(
    400,
    "com.amazon.coral.service#AccessDeniedException",
    "User is not authorized to perform this operation",
  ),
};

function refusal(status: number, type: string, message: string): Answer {
  return jsonAnswer(status, { __type: type, message }, { "content-type": PROTOCOL });
}
