import { afterAll, beforeAll } from "vitest";
import { dynamoDbOnce } from "../../src/stores/dynamodb-once.ts";
import { type Engine, patientTable, startDynalite } from "../stores/support/engines.ts";
import { contract } from "./support/once.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startDynalite();
});
afterAll(() => engine.close());

contract(() => dynamoDbOnce(patientTable(engine)));
