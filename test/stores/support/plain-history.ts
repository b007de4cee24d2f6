import type { CooldownStore } from "../../../src/stores/cooldown-store.ts";

interface Send {
  readonly token: string;
  readonly atMs: number;
}

/**
 * The rule of the source text in its plainest form: a list of every accepted send, and a look back along it. It forgets
 * nothing, shares no code with the stores, and is good for one recipient.
 */
export function plainHistory(): CooldownStore {
  let sends: readonly Send[] = [];
  let lastAccepted: Send | undefined;
  let notBeforeMs = Number.NEGATIVE_INFINITY;

  return {
    start: async (_, token, nowMs, { baseMs, escalatedMs, threshold, windowMs }) => {
      const last = sends.at(-1);
      if (last) {
        const newest = sends.slice(-threshold);
        const isMany =
          newest.length === threshold && newest.every(({ atMs }) => last.atMs - atMs <= windowMs);
        const freeAtMs = Math.max(notBeforeMs, last.atMs + (isMany ? escalatedMs : baseMs));
        if (nowMs < freeAtMs) return { started: false, retryAtMs: freeAtMs };
      } else if (nowMs < notBeforeMs) return { started: false, retryAtMs: notBeforeMs };

      const mine: Send = { token, atMs: nowMs };
      sends = [...sends, mine];
      lastAccepted = mine;
      const undo = async (floorMs: number) => {
        if (lastAccepted !== mine) return;
        lastAccepted = undefined;
        sends = sends.slice(0, -1);
        notBeforeMs = floorMs;
      };
      return { started: true, undo };
    },
  };
}
