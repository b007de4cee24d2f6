import { awsConnection } from "../config/aws.ts";
import type { DynamoDbTable } from "../stores/dynamodb.ts";
import type { Host } from "./host.ts";

/** A table whose connection all stores of a function share, loaded when one of them is first needed. */
export type LazyTable = () => Promise<DynamoDbTable>;

export function lazyTable({ env }: Host, region: string, tableName: string): LazyTable {
  let loading: Promise<DynamoDbTable> | undefined;
  return () => {
    loading ??= import("../stores/dynamodb.ts").then(({ dynamoDbTable }) =>
      dynamoDbTable({ ...awsConnection("DYNAMODB", region, env), tableName }),
    );
    return loading;
  };
}
