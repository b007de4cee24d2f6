/** The hour of the example in the issue, `ip#203.0.113.10#hour#473290#slot#1`, in milliseconds. */
export const HOUR = 473_290;
export const HOUR_MS = HOUR * 3_600_000;

/** A clock that stands still until a test moves it. */
export interface TestClock {
  readonly nowMs: () => number;
  set(ms: number): void;
  advanceSeconds(seconds: number): void;
}

export function testClock(startMs = HOUR_MS): TestClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    set: (ms) => {
      nowMs = ms;
    },
    advanceSeconds: (seconds) => {
      nowMs += seconds * 1_000;
    },
  };
}
