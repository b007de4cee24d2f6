import { type Account, createAccount } from "./account.ts";
import { apigateway } from "./apigateway.ts";
import { clicksend } from "./clicksend.ts";
import { dynamodb } from "./dynamodb.ts";
import { emailApi } from "./email-api.ts";
import type { Faults } from "./faults.ts";
import type { Listening } from "./listen.ts";
import { createSecrets } from "./secrets.ts";
import { secretsManager } from "./secrets-manager.ts";
import { ses } from "./ses.ts";
import { sns } from "./sns.ts";
import { sqs } from "./sqs.ts";
import type { StandIn, Surroundings } from "./stand-in.ts";

const standIns = {
  ses,
  clicksend,
  sns,
  dynamodb,
  sqs,
  secrets: secretsManager,
  "email-api": emailApi,
  apigateway,
} satisfies Readonly<Record<string, StandIn>>;
type Part = keyof typeof standIns;

/** Every part there is, as `PUT /_postern/faults` knows it. */
export const PARTS = Object.keys(standIns) as Part[];

interface StartOptions extends Omit<Surroundings, "port" | "fault" | "account" | "secrets" | "report"> {
  /** Those that a person chose; the others take any that is free. */
  readonly ports: Readonly<Partial<Record<Part, number>>>;
  readonly faults: Faults;
  /** Default: one that stays healthy. */
  readonly account?: Account;
  readonly report: (where: string, error: unknown) => void;
  /** Takes each server as it starts, so that it can be stopped whatever comes after. */
  readonly started: (server: Listening) => void;
}

/** Starts every part. Returns where each one is. */
export async function startStandIns(options: StartOptions): Promise<Readonly<Record<Part, string>>> {
  const { ports, faults, account = createAccount(), report, started, ...surroundings } = options;
  const secrets = createSecrets(surroundings);
  const urls: Partial<Record<Part, string>> = {};
  for (const part of PARTS) {
    const server = await standIns[part].start({
      ...surroundings,
      account,
      secrets,
      port: ports[part] ?? 0,
      fault: () => faults.of(part),
      report: (error) => report(part, error),
    });
    started(server);
    urls[part] = server.url;
  }
  return urls as Record<Part, string>;
}

/** The settings by which functions find the parts. */
export function endpointSettings(urls: Readonly<Record<Part, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(PARTS.map((part) => [standIns[part].endpointSetting, urls[part]]));
}
