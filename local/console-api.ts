import type { IncomingMessage } from "node:http";
import { isUnavailable } from "../src/gate/is-unavailable.ts";
import { json, notForKeeping } from "../src/http/message.ts";
import type { Account } from "./account.ts";
import { readBody } from "./body.ts";
import type { MovableClock } from "./clock.ts";
import type { LoggedDecision } from "./decision-log.ts";
import type { Faults } from "./faults.ts";
import type { KeyUsage } from "./key-usage.ts";
import { messageParts } from "./message-parts.ts";
import type { Newest } from "./newest.ts";
import type { Outbox, Sent } from "./outbox.ts";
import { type Answer, type Answering, pathOf } from "./serve.ts";

export const CONSOLE_PREFIX = "/_postern/";

export interface ConsoleApiOptions {
  /** Of each client. @throws Unavailable when DynamoDB cannot be asked. */
  readonly usage: () => Promise<readonly KeyUsage[]>;
  readonly outbox: Outbox;
  readonly decisions: Newest<LoggedDecision>;
  readonly faults: Faults;
  readonly account: Account;
  readonly clock: MovableClock;
}

/** What tests and the pages ask the local system: `/_postern/outbox`, `/decisions`, `/usage`, `/faults`, `/account`, `/clock`, … */
export function consoleApi({
  usage,
  outbox,
  decisions,
  faults,
  account,
  clock,
}: ConsoleApiOptions): Answering {
  const operations: Readonly<Record<string, Readonly<Record<string, Answering>>>> = {
    outbox: {
      GET: () => ok(outbox.list()),
      DELETE: () => {
        outbox.clear();
        return { status: 204, headers: notForKeeping, body: "" };
      },
    },
    decisions: { GET: () => ok(decisions.list()) },
    usage: {
      GET: async () => {
        try {
          return ok(await usage());
        } catch (error) {
          if (!isUnavailable(error)) throw error;
          return json(503, { message: "DynamoDB does not answer as it should. Is a fault set?" });
        }
      },
    },
    faults: {
      GET: () => ok(faults.all()),
      PUT: async (request) => {
        const wrong = faults.set(await readJson(request));
        return wrong === undefined ? ok(faults.all()) : json(400, { message: wrong });
      },
    },
    account: {
      GET: () => ok(account.state()),
      PUT: async (request) => {
        const wrong = account.set(await readJson(request));
        return wrong === undefined ? ok(account.state()) : json(400, { message: wrong });
      },
      DELETE: () => {
        account.heal();
        return { status: 204, headers: notForKeeping, body: "" };
      },
    },
    clock: {
      GET: () => ok(clock.state()),
      POST: async (request) => {
        const wrong = await clock.advance(await readJson(request));
        return wrong === undefined ? ok(clock.state()) : json(400, { message: wrong });
      },
    },
    "message-parts": {
      POST: async (request) => {
        const text = await readJson(request);
        return typeof text === "string"
          ? ok(messageParts(text))
          : json(400, { message: "Give a text as JSON." });
      },
    },
  };

  return (request) => {
    const rest = pathOf(request).slice(CONSOLE_PREFIX.length);
    const place = /^outbox\/(?<place>\d{1,9})\/html$/.exec(rest)?.groups?.place;
    if (place !== undefined) return mailHtml(outbox.list()[Number(place)]);
    const methods = Object.hasOwn(operations, rest) ? operations[rest] : undefined;
    if (methods === undefined) return json(404, { message: "There is nothing here." });
    const operation = methods[request.method ?? ""];
    return (
      operation?.(request) ??
      json(405, { message: "Method not allowed." }, { allow: Object.keys(methods).join(", ") })
    );
  };
}

const ok = (value: object) => json(200, value);

/** Undefined when the body is not JSON, or longer than any list of faults and any text. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, 10_000);
  if (body === "too-large") return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** A mail's HTML as its own document, because a stranger wrote some of it: no script, no request, no origin. */
function mailHtml(sent: Sent | undefined): Answer {
  if (sent?.channel !== "email") return json(404, { message: "There is no such mail." });
  return {
    status: 200,
    headers: {
      ...notForKeeping,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    },
    body: sent.html,
  };
}
