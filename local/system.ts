import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { awsConnection } from "../src/config/aws.ts";
import { DOCTOR_DNS_SERVERS } from "../src/config/doctor.ts";
import { readSettings } from "../src/config/setting.ts";
import { type AccessSettings, accessSchema, createDemoKey, openAccess } from "./access.ts";
import { type Account, createAccount } from "./account.ts";
import { REGION } from "./arn.ts";
import { movableClock } from "./clock.ts";
import type { LoggedDecision } from "./decision-log.ts";
import {
  cannotStartWith,
  configure,
  deploy,
  type Environment,
  hostOf,
  type SetFunction,
  settingFaults,
  withSettings,
} from "./deploy.ts";
import { startDns } from "./dns.ts";
import { startEventSource } from "./event-source.ts";
import { createFaults, type Faults } from "./faults.ts";
import { frontDoor } from "./front-door.ts";
import { functions as productFunctions } from "./functions.ts";
import { admission } from "./gateway/admission.ts";
import { MAX_HEADER_BYTES } from "./gateway/gateway.ts";
import { keyUsage } from "./key-usage.ts";
import { createLambda } from "./lambda.ts";
import { functionConfigurations } from "./lambda-configuration.ts";
import { listen } from "./listen.ts";
import type { LocalFunction } from "./local-function.ts";
import { type Newest, newest } from "./newest.ts";
import type { Outbox, Sent } from "./outbox.ts";
import { ownOrigins } from "./own-origin.ts";
import { withQueuesAt } from "./queues.ts";
import { serve } from "./serve.ts";
import { snsEvent } from "./ses-events.ts";
import { endpointSettings, PARTS, startStandIns } from "./stand-ins.ts";
import { type After, after as realAfter } from "./timer.ts";

export interface LocalSystemOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly dynamodbPort: number;
  /** Default 0. */
  readonly sqsPort?: number;
  /** Where functions find the settings that a person gave; all else in it is ignored. Default: none given. */
  readonly env?: Environment;
  /** Default: the functions of the product. */
  readonly functions?: Readonly<Record<string, LocalFunction>>;
  readonly nowMs?: () => number;
  readonly after?: After;
  /** How long a client may take to send a request, with its body. Default 29,000, the gateway's own limit. */
  readonly requestTimeoutMs?: number;
  /** Takes lines for the terminal. Default: nobody reads them. */
  readonly print?: (line: string) => void;
}

export interface LocalSystem {
  /** Of the gateway, without a slash at the end. */
  readonly url: string;
  readonly dynamodbUrl: string;
  readonly sqsUrl: string;
  /** Of Secrets Manager. */
  readonly secretsUrl: string;
  readonly outbox: Outbox;
  readonly decisions: Newest<LoggedDecision>;
  readonly faults: Faults;
  readonly account: Account;
  /** Makes an API key to try at once, and tells it this once. */
  createDemoKey(): Promise<string>;
  /** Stops at once. What functions are at is not waited for: a part that was told to hang would keep it from ending. */
  close(): Promise<void>;
}

type Closing = Pick<LocalSystem, "close">;

/** Stands over whatever the surrounding shell holds, so that nothing here can reach a real account. */
const AWS = { AWS_REGION: REGION, AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };

/**
 * Starts the functions behind a gateway, and the stand-ins for what they talk to, all on 127.0.0.1.
 * @throws CannotStart when a port is taken or a setting makes no sense.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const servers: Closing[] = [];
  const close = async () => void (await Promise.all(servers.map((server) => server.close())));
  try {
    return { ...(await start(options, servers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: LocalSystemOptions, servers: Closing[]): Promise<Omit<LocalSystem, "close">> {
  const {
    functions = productFunctions,
    env = {},
    after = realAfter,
    requestTimeoutMs = 29_000,
    print = () => {},
  } = options;
  const clock = movableClock(options.nowMs ?? Date.now);
  const { nowMs } = clock;
  const newId = randomUUID;
  const outbox = newest<Sent>();
  const decisions = newest<LoggedDecision>();
  const faults = createFaults(PARTS);
  const account = createAccount();
  const report = (where: string, error: unknown) => print(withoutMessage(where, error));
  const started = (server: Closing) => void servers.push(server);

  const given = withSettings(functions, env);
  const accessSettings = readAccessSettings(env, given, options.port);
  const { ACCESS_TABLE, LOG_LEVEL } = accessSettings;
  const all: readonly SetFunction["settings"][] = [
    ...given.map(({ settings }) => settings),
    { ACCESS_TABLE },
  ];
  const valuesOf = (setting: string) => all.flatMap((settings) => settings[setting] ?? []);
  const ports = { dynamodb: options.dynamodbPort, sqs: options.sqsPort ?? 0 };
  const onMailEvent = (event: object) => {
    const told = JSON.stringify(snsEvent(event, newId(), nowMs()));
    if (lambda.has("feedback")) lambda.invokeLater("feedback", told);
  };
  const surroundings = {
    valuesOf,
    outbox,
    region: REGION,
    nowMs,
    whenAdvanced: clock.whenAdvanced,
    newId,
    onMailEvent,
  };
  const urls = await startStandIns({ ...surroundings, ports, faults, account, report, started });
  const dns = await startDns(account);
  started(dns);

  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: 1_000,
  });
  const front = await listen(server, options.port, "PORT");
  started(front);

  const fallback = pageSettings(front.port);
  const fixed = { ...AWS, ...endpointSettings(urls) };
  const deployOptions = { fallback, fixed, decisions, nowMs, newId, print };
  const placed = given.map((each) => ({ ...each, settings: withQueuesAt(urls.sqs, each.settings) }));
  const deployed = new Map(placed.map((each) => [each.name, deploy(each, deployOptions)]));
  // Name servers for whoever looks into a deployment: the functions have a setting of their own for theirs.
  const described = { fallback, fixed: { ...fixed, [DOCTOR_DNS_SERVERS]: dns.address } };
  const configured = new Map(placed.map((each) => [each.name, configure(each, described)]));
  const access = openAccess(accessSettings, awsConnection("DYNAMODB", REGION, fixed), nowMs, randomBytes);
  const admit = admission(access.usagePlan, hostOf("gateway", { LOG_LEVEL }, deployOptions), accessSettings);
  const usage = async () => (await access.clients.list()).map((client) => keyUsage(client, nowMs()));
  const lambda = createLambda(deployed, { monotonicMs: () => performance.now(), after, newId, report });

  const routes = new Map(given.flatMap(routesOf));
  const formTargets = valuesOf("SUCCESS_URL").flatMap((url) =>
    URL.canParse(url) ? new URL(url).origin : [],
  );
  const shown = { usage, outbox, decisions, faults, account, clock };
  const called = { lambda, configurations: functionConfigurations(configured, nowMs()) };
  const door = frontDoor({ routes, admit, ...called, after, nowMs, newId, formTargets, ...shown });
  const answering = serve(door, (error) => report("gateway", error));
  server.on("request", answering);

  const connection = awsConnection("SQS", REGION, fixed);
  for (const consumer of placed.flatMap(consumersOf)) {
    const reportHere = (error: unknown) => report(`the event source of ${consumer.functionName}`, error);
    started(await startEventSource({ ...consumer, connection, lambda, after, report: reportHere }));
  }

  return {
    url: front.url,
    dynamodbUrl: urls.dynamodb,
    sqsUrl: urls.sqs,
    secretsUrl: urls.secrets,
    outbox,
    decisions,
    faults,
    account,
    createDemoKey: () => createDemoKey(access.clients, accessSettings),
  };
}

/** The queues that a function is fed from, where they are known. */
const consumersOf = ({ name: functionName, local, settings }: SetFunction) =>
  (local.queues ?? [])
    .flatMap((setting) => settings[setting] ?? [])
    .map((queueUrl) => ({ functionName, queueUrl, timeoutSeconds: local.timeoutSeconds }));

/** @throws CannotStart when a setting, of the gateway or of a function, makes no sense. */
function readAccessSettings(env: Environment, given: readonly SetFunction[], port: number): AccessSettings {
  const access = readSettings(accessSchema, env);
  const wrong = settingFaults(given, { fallback: pageSettings(port), fixed: AWS });
  if (access.ok && wrong.length === 0) return access.settings;
  throw cannotStartWith([...(access.ok ? [] : access.faults), ...wrong]);
}

const pageSettings = (port: number) => ({ ALLOWED_ORIGIN: ownOrigins(port).join(",") });

const routesOf = ({ name, local }: SetFunction) =>
  Object.entries(local.routes).map(([path, route]) => [path, { functionName: name, ...route }] as const);

/** What broke, and where, for the terminal; not the error's message, which may repeat what a visitor wrote. */
function withoutMessage(where: string, error: unknown): string {
  if (!(error instanceof Error)) return `${where} threw something that is not an error`;
  const frames = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return [`${where} threw ${error.name}`, ...frames].join("\n");
}
