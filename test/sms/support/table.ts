import { request as httpRequest } from "node:http";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { clientConfig } from "../../../src/aws/connection.ts";
import { startDynalite, TABLE_NAME } from "../../stores/support/engines.ts";
import { answers, type Respond, type Service, startService } from "./service.ts";

export interface Table extends Service {
  /** The operations that were asked for, `PutItem once#…`, in order. */
  readonly operations: () => readonly string[];
  readonly items: () => Promise<readonly Item[]>;
}

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

export const dynamoDbDown: Respond = answers(
  500,
  "application/x-amz-json-1.0",
  JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: "down" }),
);

/** One table on dynalite, behind a switch, every operation written down. */
export async function startTable(): Promise<Table> {
  const engine = await startDynalite();
  const { hostname, port, host } = new URL(engine.url);
  const operations: string[] = [];

  const service = await startService("DynamoDB", (response, { headers, body }) => {
    const { Key, Item } = JSON.parse(body);
    const operation = String(headers["x-amz-target"]).split(".").at(-1);
    operations.push(`${operation} ${(Key ?? Item)?.pk.S}`);
    const passed = httpRequest(
      { hostname, port, method: "POST", headers: { ...headers, host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on("error", () => response.destroy());
    passed.end(body);
  });

  const items = async () => {
    const client = new DynamoDBClient(clientConfig(engine.connection));
    const { Items = [] } = await client.send(
      new ScanCommand({ TableName: TABLE_NAME, ConsistentRead: true }),
    );
    client.destroy();
    return Items as Item[];
  };
  const close = async () => {
    await service.close();
    await engine.close();
  };
  return { ...service, operations: () => operations, items, close };
}
