import { randomBytes } from "node:crypto";
import { type KeyManagement, keyManagement } from "../../../src/access/key-management.ts";
import type { Plans } from "../../../src/access/plans.ts";
import { formsubmitFunction } from "../../../src/functions/formsubmit.ts";
import { dynamoDbKeys } from "../../../src/stores/dynamodb-keys.ts";
import { dynamoDbUsage } from "../../../src/stores/dynamodb-usage.ts";
import { connectionTo, patientTable, startDynalite, TABLE_NAME } from "../../stores/support/engines.ts";
import { type TestClock, testClock } from "../../support/clock.ts";
import { eventV1, replyOf } from "../../support/events.ts";
import { type Ask, JSON_TYPE, type Reply } from "../../support/exchange.ts";
import { CONTEXT, testHost } from "../../support/host.ts";
import { patiently } from "../../support/patience.ts";
import { CLIENT_ADDRESS } from "../../support/planted.ts";
import { type Call, recordingProxy } from "../../support/recording-proxy.ts";

/** The plan of the source text. */
export const DEMO: Plans = {
  demo: { ratePerSecond: 1, burst: 1, quota: { limit: 10, period: "day", offset: 0 } },
};

/** The table of API keys on dynalite; what the function asks of it is written down. */
export async function startPartners() {
  patiently();
  const engine = await startDynalite();
  const calls: Call[] = [];
  const proxy = await recordingProxy(engine.url, calls);
  const env = {
    AWS_REGION: "eu-north-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_DYNAMODB: proxy.url,
    ACCESS_TABLE: TABLE_NAME,
    USAGE_PLAN: "function",
  };

  return {
    env,
    connection: engine.connection,
    /** What the function reaches, and what is written down. */
    recorded: connectionTo(proxy.url),
    actions: () => calls.map(({ action }) => action),
    forget: () => {
      calls.length = 0;
    },
    /** Keys are managed beside the record. */
    keys: (clock: TestClock, plans: Plans = DEMO): KeyManagement => {
      const table = patientTable(engine);
      const parts = { keys: dynamoDbKeys(table), usage: dynamoDbUsage(table) };
      return keyManagement({ ...parts, plans, nowMs: clock.nowMs, randomBytes });
    },
    close: async () => {
      await proxy.close();
      await engine.close();
    },
  };
}

export type Partners = Awaited<ReturnType<typeof startPartners>>;

/** A key of a new client. */
export async function newKey(keys: KeyManagement, more: { readonly expiresInMs?: number } = {}) {
  const issued = await keys.create({ name: "partner", plan: "demo", ...more });
  if (!issued.ok) throw new TypeError(issued.reason);
  return { key: issued.key, id: issued.client.id };
}

/** One warm instance of the function `formsubmit`, with its own memory, clock and log. */
export function instance(env: Readonly<Record<string, string>>, clock: TestClock = testClock()) {
  const log = testHost(env, clock);
  const handler = formsubmitFunction(log.host);
  const send = async (ask: Partial<Ask>): Promise<Reply> => {
    const whole = { method: "POST", path: "/formsubmit", headers: JSON_TYPE, from: CLIENT_ADDRESS, ...ask };
    return replyOf(await handler(eventV1(whole), CONTEXT));
  };
  return {
    ...log,
    clock,
    handler,
    send,
    /** What the source text's curl sends, with this key or with none. */
    call: (key?: string) =>
      send({
        body: JSON.stringify({ name: "John Doe", email: "johndoe@planted.example" }),
        headers: { ...JSON_TYPE, ...(key !== undefined && { "x-api-key": key }) },
      }),
  };
}
