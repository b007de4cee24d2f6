import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type AwsConnection, clientConfig } from "../aws/connection.ts";
import { Unavailable } from "../gate/unavailable.ts";

export interface DynamoDbOptions extends AwsConnection {
  /** How long one call may take. Default 1,000: a form that waits longer for its limiter should stay open. */
  readonly timeoutMs?: number;
}

/** DynamoDB with one attempt and a time limit for each call. */
export interface DynamoDb {
  /** @throws Unavailable whatever went wrong, save a failed condition: that one is an answer. */
  call<T>(operation: (client: DynamoDBClient, limit: CallLimit) => Promise<T>): Promise<T | ConditionFailed>;
}

interface CallLimit {
  readonly abortSignal: AbortSignal;
}

export const conditionFailed = Symbol("condition failed");
export type ConditionFailed = typeof conditionFailed;

export function dynamoDb({ timeoutMs = 1_000, ...connection }: DynamoDbOptions): DynamoDb {
  // One attempt: a retry after a time-out would find the condition failed by our own first write.
  const client = new DynamoDBClient({ ...clientConfig(connection), maxAttempts: 1 });
  return {
    call: async (operation) => {
      try {
        return await operation(client, { abortSignal: AbortSignal.timeout(timeoutMs) });
      } catch (error) {
        if (error instanceof Error && error.name === "ConditionalCheckFailedException")
          return conditionFailed;
        throw new Unavailable("dynamodb", error);
      }
    },
  };
}
