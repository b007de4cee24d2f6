import { expect, it } from "vitest";
import { onceIn } from "../../src/gate/reading.ts";

/** What is read at the time that it was read at, and all those times. */
function reading() {
  const reads: number[] = [];
  const read = onceIn(1_000, async (nowMs) => {
    reads.push(nowMs);
    if (nowMs === 7_000) throw new Error("down");
    return nowMs;
  });
  return { reads, readAt: (nowMs: number) => read({ nowMs }) };
}

it("reads once for all who ask within its time, and again when it is over", async () => {
  const { reads, readAt } = reading();
  const asked = await Promise.all([5_000, 5_000, 5_001, 5_999, 6_000, 6_999].map(readAt));
  expect(asked).toEqual([5_000, 5_000, 5_000, 5_000, 6_000, 6_000]);
  expect(reads).toEqual([5_000, 6_000]);
});

it("reads again when the clock was set back", async () => {
  const { reads, readAt } = reading();
  await readAt(5_000);
  expect(await readAt(4_999)).toBe(4_999);
  expect(reads).toEqual([5_000, 4_999]);
});

it("keeps a reading that failed as long as any other", async () => {
  const { reads, readAt } = reading();
  for (const nowMs of [7_000, 7_999]) await expect(readAt(nowMs)).rejects.toThrow("down");
  expect(await readAt(8_000)).toBe(8_000);
  expect(reads).toEqual([7_000, 8_000]);
});
