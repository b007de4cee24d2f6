import { hangs, type Respond, resets } from "../../sms/support/service.ts";
import { dynamoDbDown } from "../../sms/support/table.ts";

/** How a table may be out of reach. */
export const WAYS_DOWN: readonly (readonly [string, Respond])[] = [
  ["down", dynamoDbDown],
  ["a reset", resets],
  ["silence", hangs],
];
