import type { FaultMode } from "../../local/faults.ts";
import type { SentMail } from "../../local/outbox.ts";
import { startLocalSystem } from "../../local/system.ts";
import { contactFunction } from "../../src/functions/contact.ts";
import { RATE_TABLE, scan, startAws } from "./aws.ts";
import { testClock } from "./clock.ts";
import { eventV1, eventV2, replyOf } from "./events.ts";
import type { Ask, Reply } from "./exchange.ts";
import { CONTEXT, capture, type LoggedDecision, testHost } from "./host.ts";
import { OWNER } from "./planted.ts";
import { mailsIn, setFault } from "./recorded-parts.ts";

export const ORIGINS = ["https://www.site.example", "https://site.example:8443"] as const;

/** The settings of the contact form in these tests. */
export const CONTACT_ENV = {
  RATE_TABLE,
  FROM_EMAIL: OWNER,
  ALLOWED_ORIGIN: ORIGINS.join(","),
} as const;

type Env = Readonly<Record<string, string>>;

/** The contact form behind some transport, with all that came of a request within reach. */
export interface ContactSite {
  send(ask: Ask): Promise<Reply>;
  mails(): readonly SentMail[];
  /** Every slot in the rate table. */
  slots(): Promise<readonly string[]>;
  decisions(): readonly Pick<LoggedDecision, "outcome" | "reason">[];
  setFault(part: "ses" | "dynamodb", mode: FaultMode): void;
  /** On to the next hour, half past it, so that no test meets the slots of another. */
  nextHour(): void;
  close(): Promise<void>;
}

/** 1,742 seconds before the hour ends. */
const INTO_THE_HOUR_SECONDS = 3_600 - 1_742;

export const TRANSPORTS = {
  "a REST API's event (v1)": (env: Env = {}) => behindEvents(eventV1, env),
  "an HTTP API's event (v2)": (env: Env = {}) => behindEvents(eventV2, env),
  "HTTP through the local gateway": behindGateway,
} satisfies Record<string, (env?: Env) => Promise<ContactSite>>;

function siteClock() {
  const clock = testClock();
  clock.advanceSeconds(INTO_THE_HOUR_SECONDS);
  return clock;
}

async function behindEvents(eventOf: (ask: Ask) => object, env: Env): Promise<ContactSite> {
  const clock = siteClock();
  const aws = await startAws();
  const { host, decisions } = testHost({ ...aws.env, ...CONTACT_ENV, ...env }, clock);
  const handler = contactFunction(host);
  return {
    send: async (ask) => replyOf(await handler(eventOf(ask), CONTEXT)),
    mails: aws.mails,
    slots: async () => slotsIn(await aws.items()),
    decisions,
    setFault: aws.setFault,
    nextHour: () => clock.advanceSeconds(3_600),
    close: aws.close,
  };
}

async function behindGateway(env: Env = {}): Promise<ContactSite> {
  const clock = siteClock();
  const system = await startLocalSystem({
    port: 0,
    dynamodbPort: 0,
    env: { ...CONTACT_ENV, LOG_LEVEL: "debug", ...env },
    nowMs: clock.nowMs,
    print: capture,
  });
  return {
    send: async ({ method, path, headers, body = null }) => {
      // As bytes: fetch would give text a Content-Type of its own.
      const bytes = typeof body === "string" ? new TextEncoder().encode(body) : (body as BodyInit | null);
      const response = await fetch(system.url + path, { method, headers, body: bytes, redirect: "manual" });
      const { date: _, ...others } = Object.fromEntries(response.headers);
      return { status: response.status, headers: others, body: await response.text() };
    },
    mails: () => mailsIn(system.outbox),
    slots: async () => slotsIn(await scan(system.dynamodbUrl, RATE_TABLE)),
    decisions: () => system.decisions.list(),
    setFault: (part, mode) => setFault(system.faults, part, mode),
    nextHour: () => clock.advanceSeconds(3_600),
    close: () => system.close(),
  };
}

/** The system as a whole counts what it holds in the same table. */
const slotsIn = (items: Awaited<ReturnType<typeof scan>>) =>
  items
    .map(({ pk }) => pk?.S ?? "")
    .filter((key) => key.includes("#slot#"))
    .toSorted();
