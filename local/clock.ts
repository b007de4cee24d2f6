/** The clock of the local system: real time, and ahead of it by what a person has added. */
export interface MovableClock {
  readonly nowMs: () => number;
  state(): { readonly now: string; readonly aheadSeconds: number };
  /** Has this called when the clock has moved, for a part whose engine has a clock of its own. */
  readonly whenAdvanced: (listener: Listener) => void;
  /**
   * Moves the clock by `{"advanceSeconds": N}`.
   * @returns what is wrong with the order, with its remedy; undefined when the clock has moved.
   */
  advance(order: unknown): Promise<string | undefined>;
}

type Listener = (bySeconds: number) => Promise<void>;

/** Ten years: beyond that no limit, quota or expiry of this system reaches. */
const MOST_SECONDS = 10 * 366 * 86_400;

export function movableClock(realMs: () => number): MovableClock {
  let aheadMs = 0;
  const listeners: Listener[] = [];
  const nowMs = () => realMs() + aheadMs;
  return {
    nowMs,
    state: () => ({ now: new Date(nowMs()).toISOString(), aheadSeconds: aheadMs / 1_000 }),
    whenAdvanced: (listener) => void listeners.push(listener),
    advance: async (order) => {
      const seconds = secondsIn(order);
      if (seconds === undefined) {
        return `Give {"advanceSeconds": N}, where N is a whole number from 1 to ${MOST_SECONDS}. The clock cannot go back: restart the local system for the real time.`;
      }
      if (aheadMs / 1_000 + seconds > MOST_SECONDS) {
        return `The clock would be more than ${MOST_SECONDS} seconds ahead: restart the local system for the real time.`;
      }
      aheadMs += seconds * 1_000;
      await Promise.all(listeners.map((listener) => listener(seconds)));
      return undefined;
    },
  };
}

function secondsIn(order: unknown): number | undefined {
  if (typeof order !== "object" || order === null) return undefined;
  const { advanceSeconds, ...unknown } = order as Readonly<Record<string, unknown>>;
  if (Object.keys(unknown).length > 0 || !Number.isInteger(advanceSeconds)) return undefined;
  const seconds = advanceSeconds as number;
  return seconds >= 1 && seconds <= MOST_SECONDS ? seconds : undefined;
}
