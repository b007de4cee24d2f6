import type { FaultMode } from "../../../local/faults.ts";
import { endpointSettings, PARTS } from "../../../local/stand-ins.ts";
import { signupFunction } from "../../../src/functions/signup.ts";
import { type DnsServer, type Domain, startDnsServer } from "../../email/support/dns-server.ts";
import { scan } from "../../support/aws.ts";
import { type TestClock, testClock } from "../../support/clock.ts";
import { eventV2, replyOf } from "../../support/events.ts";
import { type Ask, JSON_TYPE } from "../../support/exchange.ts";
import { CONTEXT, testHost } from "../../support/host.ts";
import { CLIENT_ADDRESS, OWNER, VISITOR } from "../../support/planted.ts";
import { REGION, startRecordedParts } from "../../support/recorded-parts.ts";

export const ORIGIN = "https://www.site.example";
const TABLE = "postern-signup-test";
const HASH_SECRET = "test/email-hash";
export const CONFIGURATION_SET = "postern-test";
export const API_KEY = "planted-api-key";
/** As the stand-in of Secrets Manager has it. */
export const HASH_KEY = "a local key of e-mail addresses";

type Part = "ses" | "dynamodb" | "secrets" | "email-api";
type Env = Readonly<Record<string, string>>;

/** All that the function `signup` talks to, on the wire, every call written down. */
export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld() {
  const recording = await startRecordedParts({
    SIGNUP_TABLE: [TABLE],
    EMAIL_HASH_SECRET_ARN: [HASH_SECRET],
    TRUEMAIL_API_KEY: [API_KEY],
    FROM_EMAIL: [OWNER],
    CONFIGURATION_SET: [CONFIGURATION_SET],
  });
  const { parts, recorded, calls, mails, forget, setFault } = recording;
  const dns = await startDnsServer();
  knowMailServer(dns, VISITOR.email.split("@")[1] ?? "");

  return {
    /** What the function finds in its environment to reach them: DNS is asked, the API only where a test gives the key. */
    env: {
      ...endpointSettings(recorded),
      EMAIL_API_URL: "",
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      SIGNUP_TABLE: TABLE,
      EMAIL_HASH_SECRET_ARN: HASH_SECRET,
      FROM_EMAIL: OWNER,
      SITE_NAME: "Example & Söhne",
      ALLOWED_ORIGIN: ORIGIN,
      DNS_SERVERS: dns.address,
    } as Env,
    /** With these the remote API is asked as well. */
    withApi: { TRUEMAIL_API_KEY: API_KEY, EMAIL_API_URL: recorded["email-api"] } as Env,
    dns,
    /** A new domain of which the resolver knows this; by default, that it takes mail. */
    newDomain: (records?: Domain) => newDomain(dns, records),
    knowMailServer: (domain: string) => knowMailServer(dns, domain),
    calls,
    /** As IAM calls them. */
    actions: () =>
      calls.map(({ action }) => action.replace("dynamodb:GetSecret", "secretsmanager:GetSecret")),
    mails,
    items: () => scan(parts.dynamodb, TABLE),
    setFault: (part: Part, mode: FaultMode) => setFault(part, mode),
    forget,
    behave: () => {
      for (const part of PARTS) setFault(part, "ok");
    },
    close: async () => void (await Promise.all([recording, dns].map((server) => server.close()))),
  };
}

let domains = 0;
function newDomain(dns: DnsServer, records?: Domain): string {
  domains += 1;
  const domain = `d${domains}.visitors.example`;
  if (records) dns.know(domain, records);
  else knowMailServer(dns, domain);
  return domain;
}

function knowMailServer(dns: DnsServer, domain: string): void {
  dns.know(domain, {
    MX: [{ type: "MX", name: domain, data: { exchange: `mx.${domain}`, preference: 10 } }],
  });
}

export const signupAsk = (body: unknown = { email: VISITOR.email }, differences: Partial<Ask> = {}): Ask => ({
  method: "POST",
  path: "/signup",
  headers: JSON_TYPE,
  body: body instanceof Uint8Array || typeof body === "string" ? body : JSON.stringify(body),
  from: CLIENT_ADDRESS,
  ...differences,
});

let callers = 0;
/** An address that no test has come from. */
export function newCaller(): string {
  callers += 1;
  return `2001:db8:${callers.toString(16)}::1`;
}

/** One warm instance of the function `signup` as it is deployed, with its own memory, clock and log. */
export function signupInstance(world: World, env: Env = {}, clock: TestClock = testClock()) {
  const log = testHost({ ...world.env, ...env }, clock);
  const handler = signupFunction(log.host);
  const receive = async (event: unknown) => replyOf(await handler(event, CONTEXT));
  const send = (ask: Ask) => receive(eventV2(ask));
  return {
    ...log,
    clock,
    receive,
    send,
    /** The status of the answer to one who signs up, from an address of their own. */
    signUp: async (email: string, from = newCaller()) => (await send(signupAsk({ email }, { from }))).status,
    decision: () => log.decisions().at(-1),
    step: (check: string) =>
      log
        .decisions()
        .at(-1)
        ?.trail.find((step) => step.check === check),
  };
}
