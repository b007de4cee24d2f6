import { afterAll, beforeAll } from "vitest";
import { dynamoDbClaims } from "../../src/stores/dynamodb-claims.ts";
import { dynamoDbSpend } from "../../src/stores/dynamodb-spend.ts";
import { type Engine, patientTable, startDynalite } from "../stores/support/engines.ts";
import { contract, DAY_MS, NOON_MS } from "./support/opened.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startDynalite();
});
afterAll(() => engine.close());

/** Every test has a day of its own on the one table. */
let days = 0;
contract(() => {
  const table = patientTable(engine);
  days += 1;
  const nowMs = NOON_MS + days * 30 * DAY_MS;
  return { store: dynamoDbSpend(table), claims: dynamoDbClaims(table), nowMs };
});
