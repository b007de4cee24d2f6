import type { At } from "./check.ts";

/**
 * Reads once in so long for all who ask. A reading that failed is kept as long: asking again at every request would keep each
 * of them waiting for its time limit. A clock that was set back makes no reading good for longer.
 */
export function onceIn<T>(
  goodForMs: number,
  read: (nowMs: number) => Promise<T>,
): (at: Pick<At, "nowMs">) => Promise<T> {
  let reading: Promise<T> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  return ({ nowMs }) => {
    const ageMs = nowMs - readAtMs;
    if (reading === undefined || ageMs < 0 || ageMs >= goodForMs) {
      readAtMs = nowMs;
      reading = read(nowMs);
    }
    return reading;
  };
}
