import type { RequestListener } from "node:http";
import { type Answer, send } from "./serve.ts";

/**
 * How a part may be told to behave.
 * - `reject`: refuses, well-formed; `error`: fails with 5xx; `throttle`, `unauthorized`: as its service says these.
 * - `timeout`: never answers.
 * - `drop`: does the work, then closes the connection without an answer.
 */
export const FAULT_MODES = ["ok", "reject", "error", "timeout", "throttle", "unauthorized", "drop"] as const;
export type FaultMode = (typeof FAULT_MODES)[number];

/** What a part answers in those modes that have an answer, in its own protocol; a listener looks at the request. */
export type Refusals = Readonly<
  Record<"reject" | "error" | "throttle" | "unauthorized", Answer | RequestListener>
>;

export interface Faults {
  of(part: string): FaultMode;
  all(): Readonly<Record<string, FaultMode>>;
  /** Takes `{part: mode}`; all of it or nothing. Returns what is wrong with it, or undefined when it holds. */
  set(changes: unknown): string | undefined;
}

export function createFaults(parts: readonly string[]): Faults {
  const modes = new Map<string, FaultMode>(parts.map((part) => [part, "ok"]));
  return {
    of: (part) => modes.get(part) ?? "ok",
    all: () => Object.fromEntries(modes),
    set: (changes) => {
      const wrong = faultOf(changes, parts);
      if (wrong !== undefined) return wrong;
      for (const [part, mode] of Object.entries(changes as Record<string, FaultMode>)) modes.set(part, mode);
      return undefined;
    },
  };
}

function faultOf(changes: unknown, parts: readonly string[]): string | undefined {
  if (typeof changes !== "object" || changes === null || Array.isArray(changes)) {
    return `Give a JSON object such as {"${parts[0]}":"error"}.`;
  }
  for (const [part, mode] of Object.entries(changes)) {
    if (!parts.includes(part))
      return `There is no part ${JSON.stringify(part)}: the parts are ${parts.join(", ")}.`;
    if (!isFaultMode(mode)) {
      return `${part} cannot behave as ${JSON.stringify(mode)}: the modes are ${FAULT_MODES.join(", ")}.`;
    }
  }
  return undefined;
}

const isFaultMode = (mode: unknown): mode is FaultMode => FAULT_MODES.some((known) => known === mode);

/** Puts the switch in front of a part. */
export function behindFaults(
  mode: () => FaultMode,
  refusals: Refusals,
  work: RequestListener,
): RequestListener {
  return (request, response) => {
    const now = mode();
    if (now === "ok") return work(request, response);
    if (now === "drop") {
      // The work ends in one call of `end`, with nothing sent before it.
      response.end = () => response.destroy();
      return work(request, response);
    }
    const refusal = now === "timeout" ? undefined : refusals[now];
    if (typeof refusal === "function") return refusal(request, response);
    request.on("error", () => undefined).resume();
    if (refusal !== undefined) send(response, refusal);
  };
}
