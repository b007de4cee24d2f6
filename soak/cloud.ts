import { randomUUID } from "node:crypto";
import { createAccount } from "../local/account.ts";
import { dynamodb } from "../local/dynamodb.ts";
import type { FaultMode } from "../local/faults.ts";
import type { Listening } from "../local/listen.ts";
import { newest } from "../local/newest.ts";
import { createSecrets } from "../local/secrets.ts";
import { ses } from "../local/ses.ts";
import { sqs } from "../local/sqs.ts";
import type { StandIn } from "../local/stand-in.ts";
import { startFront } from "./front.ts";
import type { Ledger } from "./ledger.ts";
import { queuePassage, sesPassage, tablePassage } from "./passages.ts";
import { OWNER, type Plan, QUEUE_URL, RATE_TABLE, REGION } from "./plan.ts";

export interface Cloud {
  readonly sqs: Listening;
  /** By which a program with this access key finds everything. */
  settingsOf(accessKey: string): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** SES, SQS and DynamoDB on the wire, each behind a front that fills the ledger and plays the faults. */
export async function startCloud(
  plan: Plan,
  ledger: Ledger,
  report: (error: unknown) => void,
): Promise<Cloud> {
  const known: Readonly<Record<string, readonly string[]>> = {
    RATE_TABLE: [RATE_TABLE],
    FROM_EMAIL: [OWNER],
    DELIVERY_QUEUE_URL: [QUEUE_URL],
  };
  const surroundings = {
    account: createAccount(),
    valuesOf: (setting: string) => known[setting] ?? [],
    region: REGION,
    nowMs: Date.now,
    newId: randomUUID,
  };
  const secrets = createSecrets(surroundings);
  const servers: Listening[] = [];
  const open = async (server: Promise<Listening>) => {
    const listening = await server;
    servers.push(listening);
    return listening;
  };
  const start = (part: StandIn, mode: FaultMode = "ok") =>
    // What SES accepts is in the ledger.
    open(part.start({ ...surroundings, secrets, outbox: newest(1), port: 0, fault: () => mode, report }));

  const moods = {
    well: await start(ses),
    throttling: await start(ses, "throttle"),
    failing: await start(ses, "error"),
  };
  const mail = sesPassage(plan, ledger, { throttling: moods.throttling.url, failing: moods.failing.url });
  const table = (await start(dynamodb)).url;
  const fronts = {
    ses: await open(startFront(moods.well.url, mail, report)),
    dynamodb: await open(startFront(table, tablePassage(plan, ledger), report)),
    sqs: await open(startFront((await start(sqs)).url, queuePassage(plan, ledger), report)),
  };

  return {
    sqs: fronts.sqs,
    settingsOf: (accessKey) => ({
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: "soak",
      [ses.endpointSetting]: fronts.ses.url,
      [dynamodb.endpointSetting]: fronts.dynamodb.url,
      [sqs.endpointSetting]: fronts.sqs.url,
      RATE_TABLE,
      FROM_EMAIL: OWNER,
      LOG_LEVEL: "silent",
    }),
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}
