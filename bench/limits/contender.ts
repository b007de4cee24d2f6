/** Whether one more of this caller is let through. */
export type Ask = (caller: string) => Promise<boolean>;

/** A way to limit callers. An instance is what a warm process keeps between them. */
export interface Contender {
  readonly name: string;
  newInstance(): Ask;
}

/** The partition key of the table that a limiter works on. */
export type TableKey = "pk" | "key";

/** A limiter that counts in a table of DynamoDB. */
export interface OnDynamoDb {
  readonly name: string;
  readonly tableKey: TableKey;
  on(endpoint: string, tableName: string): Contender;
}

/** Anything but a pass or the limit's own refusal is a fault of the benchmark. */
export function isPass(reason: string, pass: string, refusal: string): boolean {
  if (reason !== pass && reason !== refusal) throw new Error(`unexpected decision: ${reason}`);
  return reason === pass;
}
