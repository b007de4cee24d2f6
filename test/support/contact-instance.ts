import { contactFunction } from "../../src/functions/contact.ts";
import type { Aws } from "./aws.ts";
import { type TestClock, testClock } from "./clock.ts";
import { CONTACT_ENV } from "./contact-site.ts";
import { eventV2, replyOf } from "./events.ts";
import type { Ask } from "./exchange.ts";
import { CONTEXT, testHost } from "./host.ts";

/** One warm instance of the function `contact` as it is deployed, with its own memory, clock and log. */
export function contactInstance(
  aws: Aws,
  env: Readonly<Record<string, string>> = {},
  clock: TestClock = testClock(),
) {
  const log = testHost({ ...aws.env, ...CONTACT_ENV, ...env }, clock);
  const handler = contactFunction(log.host);
  const receive = async (event: unknown) => replyOf(await handler(event, CONTEXT));
  return { ...log, receive, send: (ask: Ask) => receive(eventV2(ask)) };
}
