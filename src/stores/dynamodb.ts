import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { type AwsConnection, clientConfig } from "../aws/connection.ts";
import { Unavailable } from "../gate/unavailable.ts";

export interface DynamoDbOptions extends AwsConnection {
  readonly tableName: string;
  /** How long one call may take. Default 1,000: who waits longer for a limiter should go on without it. */
  readonly timeoutMs?: number;
}

export type Item = Readonly<Record<string, AttributeValue>>;

/** A failed condition is an answer, with the item that failed it where the engine tells. */
export type Answer<T> =
  | { readonly held: true; readonly output: T }
  | { readonly held: false; readonly item: Item | undefined };

/** One table, with one attempt and a time limit for each call. Stores of one function share it, and its connections. */
export interface DynamoDbTable {
  readonly name: string;
  /** @throws Unavailable whatever went wrong, save a failed condition. */
  call<T>(
    operation: (client: DynamoDBClient, limit: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<Answer<T>>;
}

export function dynamoDbTable(options: DynamoDbOptions): DynamoDbTable {
  const { tableName, timeoutMs = 1_000, ...connection } = options;
  // One attempt: a retry after a time-out would find the condition failed by our own first write.
  const client = new DynamoDBClient({ ...clientConfig(connection), maxAttempts: 1 });
  return {
    name: tableName,
    call: async (operation) => {
      try {
        const output = await operation(client, { abortSignal: AbortSignal.timeout(timeoutMs) });
        return { held: true, output };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return { held: false, item: error.Item };
        throw new Unavailable("dynamodb", error);
      }
    },
  };
}
