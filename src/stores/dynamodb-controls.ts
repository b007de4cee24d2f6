import { GetItemCommand, UpdateItemCommand, type UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { type ControlStore, MOST_BLOCKED_SENDERS, tooManyBlocked } from "./control-store.ts";
import type { DynamoDbTable } from "./dynamodb.ts";
import { number, text } from "./dynamodb-item.ts";

/**
 * The switches as one DynamoDB item: `pk` (S, `controls`), `paused` (N, milliseconds since the epoch) and `blocked` (SS).
 * Each switch is one `UpdateItem` that leaves the others alone.
 */
export function dynamoDbControls(table: DynamoDbTable): ControlStore {
  const TableName = table.name;
  const Key = { pk: text("controls") };

  const update = (input: Omit<UpdateItemCommandInput, "TableName" | "Key">) =>
    table.call((client, limit) => client.send(new UpdateItemCommand({ TableName, Key, ...input }), limit));

  const isFirst = "attribute_not_exists(blocked)";
  const isBlockedAlready = "contains(blocked, :sender)";
  const isNotFull = "size(blocked) < :most";

  return {
    // Not a consistent read: at half the price, and a switch is honoured within a minute, not at once.
    read: async () => {
      const command = new GetItemCommand({ TableName, Key });
      const answer = await table.call((client, limit) => client.send(command, limit));
      const { paused, blocked } = (answer.held && answer.output.Item) || {};
      return {
        ...(paused?.N !== undefined && { pausedSinceMs: Number(paused.N) }),
        blockedSenders: new Set(blocked?.SS),
      };
    },
    setPaused: async (pausedSinceMs) => {
      await update(
        pausedSinceMs === undefined
          ? { UpdateExpression: "REMOVE paused" }
          : {
              UpdateExpression: "SET paused = :since",
              ExpressionAttributeValues: { ":since": number(pausedSinceMs) },
            },
      );
    },
    block: async (sender) => {
      const answer = await update({
        UpdateExpression: "ADD blocked :senders",
        ConditionExpression: [isFirst, isBlockedAlready, isNotFull].join(" OR "),
        ExpressionAttributeValues: {
          ":senders": { SS: [sender] },
          ":sender": text(sender),
          ":most": number(MOST_BLOCKED_SENDERS),
        },
      });
      if (!answer.held) throw tooManyBlocked();
    },
    unblock: async (sender) => {
      await update({
        UpdateExpression: "DELETE blocked :senders",
        ExpressionAttributeValues: { ":senders": { SS: [sender] } },
      });
    },
  };
}
