import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { RateLimiterDynamo, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { LOCAL } from "../dynamodb/local.ts";
import type { Ask, Contender, OnDynamoDb } from "./contender.ts";

/** So many in each fixed window. */
interface Window {
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}

/** Tuned as its documentation advises: no look at the table at start, and what is used up is blocked in memory. */
export const flexibleOnDynamoDb = (window: Window): OnDynamoDb => ({
  name: "RateLimiterDynamo",
  tableKey: "key",
  on: (endpoint, tableName) => ({
    name: "RateLimiterDynamo",
    newInstance: () => {
      const limiter = new RateLimiterDynamo({
        storeClient: new DynamoDB({ ...LOCAL, endpoint }),
        tableName,
        tableCreated: true,
        ttlSet: true,
        ...window,
        inMemoryBlockOnConsumed: window.points,
      });
      return asking(limiter);
    },
  }),
});

export const flexibleInMemory = (window: Window): Contender => ({
  name: "RateLimiterMemory",
  newInstance: () => asking(new RateLimiterMemory(window)),
});

/** It refuses by an exception. */
const asking =
  (limiter: { consume(key: string): Promise<unknown> }): Ask =>
  async (caller) => {
    try {
      await limiter.consume(caller);
      return true;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return false;
      throw refusal;
    }
  };
