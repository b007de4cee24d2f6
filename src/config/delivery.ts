import { tableName } from "./aws.ts";
import { flag, integer, oneOf } from "./kinds.ts";
import type { Rule, Schema } from "./setting.ts";
import { webUrl } from "./text-kinds.ts";

/** Where accepted messages go from a function that sends mail. */
export const deliverySchema = {
  DELIVERY: {
    kind: oneOf(["direct", "queue"]),
    about: "`direct` sends while the visitor waits; `queue` answers as soon as SQS has the message.",
    example: "queue",
    presence: { default: "direct" },
  },
  DELIVERY_QUEUE_URL: {
    kind: webUrl,
    about:
      "SQS queue of the function `deliver`. With `direct` it takes what cannot be sent at the moment, instead of losing it.",
    example: "https://sqs.eu-north-1.amazonaws.com/123456789012/postern-delivery-prod",
  },
} as const satisfies Schema;

export const deliveryRule: Rule<typeof deliverySchema> = {
  over: ["DELIVERY", "DELIVERY_QUEUE_URL"],
  judge: ({ DELIVERY, DELIVERY_QUEUE_URL }) =>
    DELIVERY === "queue" && DELIVERY_QUEUE_URL === undefined
      ? {
          setting: "DELIVERY",
          fault: "is queue and DELIVERY_QUEUE_URL is not set, so no message could go anywhere",
          remedy: "Set DELIVERY_QUEUE_URL to the URL of the SQS queue, or DELIVERY to direct.",
        }
      : undefined,
};

/** What is kept of messages, and how long. */
export const keepingSchema = {
  MESSAGE_TABLE: {
    kind: tableName,
    about: "DynamoDB table of messages that are kept, with keys `pk` and `sk` (S) and TTL attribute `ttl`.",
    example: "postern-messages-prod",
  },
  HOLD_REFUSED_DAYS: {
    kind: integer(0, 365),
    about: "So long a message that the honeypot or a block refused is kept to be looked at. 0: not at all.",
    example: "14",
    presence: { default: "0" },
  },
  HOLD_LIMIT_PER_HOUR: {
    kind: integer(1, 10_000),
    about: "So many of them are kept in one hour for each reason: bots cannot fill the table.",
    example: "100",
    presence: { default: "100" },
  },
  ARCHIVE_DAYS: {
    kind: integer(0, 3_650),
    about: "So long an accepted message is kept. 0: not at all.",
    example: "90",
    presence: { default: "0" },
  },
} as const satisfies Schema;

export const keepingRule: Rule<typeof keepingSchema> = {
  over: ["MESSAGE_TABLE", "HOLD_REFUSED_DAYS", "ARCHIVE_DAYS"],
  judge: ({ MESSAGE_TABLE, HOLD_REFUSED_DAYS, ARCHIVE_DAYS }) =>
    MESSAGE_TABLE === undefined && HOLD_REFUSED_DAYS + ARCHIVE_DAYS > 0
      ? {
          setting: "MESSAGE_TABLE",
          fault: "is not set, and messages are to be kept",
          remedy: "Set MESSAGE_TABLE to the table's name, or HOLD_REFUSED_DAYS and ARCHIVE_DAYS to 0.",
        }
      : undefined,
};

export const onceSchema = {
  DEDUPLICATION_WINDOW_SECONDS: {
    kind: integer(0, 86_400),
    about:
      "So long the same submission is sent once and answered the same; 600 catches double clicks. 0: each is sent.",
    example: "600",
    presence: { default: "0" },
  },
} as const satisfies Schema;

export const controlsSchema = {
  CONTROLS: {
    kind: flag,
    about: "Honour `postern pause` and `postern block`: each instance looks once in 30 seconds.",
    example: "true",
    presence: { default: "false" },
  },
} as const satisfies Schema;
