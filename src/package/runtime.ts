import type { Runtime } from "../adapters/runtime.ts";
import type { Conclusion } from "../gate/trail.ts";
import { unreadableAddress } from "../http/caller-trail.ts";
import { loggedError } from "../telemetry/redact.ts";
import { now } from "./now.ts";

export interface RuntimeOptions {
  /** Told what came of each request, for logs and metrics. Default: what broke is written to `console.error`, redacted. */
  readonly onDecision?: ((conclusion: Conclusion) => void) | undefined;
  /** Takes a sentence, once, about a setting that makes a limit worthless, or a message that was dropped. Default: `console.warn`. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

export function runtimeOf({ onDecision = reportTrouble, warn = warnOnConsole }: RuntimeOptions): Runtime {
  const said = SAID.get(warn) ?? new Set();
  SAID.set(warn, said);
  const once = (sentence: string, topic = sentence) => {
    if (said.has(topic)) return;
    said.add(topic);
    survive("warn", () => warn(sentence));
  };
  return {
    now,
    onDecision: (conclusion) => {
      if (isDropped(conclusion)) once(DROPPED);
      const form = unreadableAddress(conclusion);
      // Once for all forms: clients could make as many as they like.
      if (form !== undefined) once(UNREADABLE(form), "unreadable address");
      survive("onDecision", () => onDecision(conclusion));
    },
    warn: once,
  };
}

const UNREADABLE = (form: string) =>
  `The address of a client cannot be read, so all such callers share one limit. What came looked like "${form}" (9 for a digit, a for a letter). One address is wanted, such as 192.0.2.1 or 2001:db8::1: mend the option clientAddress, the framework's setting for trusted proxies, or what the proxy in front writes.`;

/** The visitor was thanked, and nothing has the message: the owner of the form must hear that this happens. */
const isDropped = ({ reason, trail }: Conclusion) =>
  reason === "HONEYPOT" && trail.every(({ notes }) => notes?.held === undefined);

const DROPPED =
  "contactForm: the honeypot refused a message. Its sender was thanked, and nothing has kept it. If visitors can see the field, rename it; to keep what is refused, give contactForm held: { store }. This is said once.";

/** A listener that fails, now or later, must neither change the answer nor end the process. */
function survive(listener: string, tell: () => unknown): void {
  try {
    const told = tell();
    if (told instanceof Promise) told.catch((error) => reportFailed(listener, error));
  } catch (error) {
    reportFailed(listener, error);
  }
}

const reportFailed = (listener: string, error: unknown) =>
  console.error(`postern: ${listener}`, loggedError(error));

/** What has been said to whom: an app mounts many things, and hears of one wrong setting once. */
const SAID = new WeakMap<(sentence: string) => void, Set<string>>();

function reportTrouble({ gate, outcome, error, trail }: Conclusion): void {
  if (error === undefined && trail.every((step) => step.error === undefined)) return;
  // A check that broke stands in the trail as well.
  for (const broke of new Set([error, ...trail.map((step) => step.error)])) {
    if (broke !== undefined) console.error(`postern: ${gate}: ${outcome}`, loggedError(broke));
  }
}

const warnOnConsole = (sentence: string) => console.warn(`postern: ${sentence}`);
