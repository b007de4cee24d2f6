import { expect, it } from "vitest";
import { rowOf, startSoak } from "./support/run.ts";

/* A run that cannot fail shows nothing: with a promise broken on purpose, it must find out. */

/**
 * With this seed SQS hands over 7 of 40 messages twice, where another has one at most. A run ends when its queue is empty, and
 * has no limit of its own: how long that takes says something of the machine alone.
 */
const SMALL = ["--messages", "40", "--kills", "1", "--workers", "2", "--speed", "4", "--seed", "131867"];
const LIMIT = { timeout: 120_000 };

// Each waits for most of its time, so they run side by side.
it.concurrent.each([
  ["claims", "a table that says yes to every claim"],
  ["leases", "a condition that lets a claim be taken over while its owner is at work"],
])("%s: %s makes duplicates that nothing explains", LIMIT, async (broken) => {
  const { stdout, stderr, code } = await startSoak(...SMALL, "--broken", broken).ended;
  expect(Number(rowOf(stdout, "duplicates unexplained"))).toBeGreaterThan(0);
  expect(rowOf(stdout, "lost")).toBe("0");
  expect(stderr).toContain("duplicates unexplained");
  expect(code).toBe(1);
});

it.concurrent("deletion: workers that delete before they send lose messages", LIMIT, async () => {
  const { stdout, stderr, code } = await startSoak(...SMALL, "--broken", "deletion").ended;
  expect(Number(rowOf(stdout, "lost"))).toBeGreaterThan(0);
  expect(stderr).toContain(" lost: ");
  expect(code).toBe(1);
});
