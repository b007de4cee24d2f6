import { setTimeout as pause } from "node:timers/promises";
import { startCloud } from "./cloud.ts";
import { createLedger, type Verdict } from "./ledger.ts";
import type { Plan } from "./plan.ts";
import { openQueue } from "./queue.ts";
import { randomOf } from "./random.ts";
import { createVisitors } from "./visitors.ts";
import type { Order } from "./worker.ts";
import { startWorkers, type Workers } from "./workers.ts";

export interface Findings extends Verdict {
  readonly killed: number;
  readonly timedOut: number;
  /** Messages that were brought back from the dead-letter queue. */
  readonly replayed: number;
  readonly tookMs: number;
}

/** A kill comes after a pause of up to so long. */
const LONGEST_PAUSE_MS = 1_400;
const LOOK_EVERY_MS = 500;
const DIGEST_THRESHOLDS = ["3", "5", "10"];

/**
 * Visitors write, workers deliver, and somebody pulls their plugs, until the queue is empty.
 * @param started takes the workers, so that they can be ended whatever comes after.
 */
export async function soak(plan: Plan, started: (workers: Workers) => void): Promise<Findings> {
  const { messages, kills, seed, speed } = plan;
  const startedAtMs = Date.now();
  const trouble = Promise.withResolvers<never>();
  const ledger = createLedger();
  const cloud = await startCloud(plan, ledger, trouble.reject);
  const queue = await openQueue(cloud, plan);
  const visitors = createVisitors(cloud, ledger);

  const random = randomOf(seed, "kills");
  const orderOf = (name: string): Order => {
    // Some put more messages into a mail than others, so that single mails and digests both meet every fault.
    const threshold = randomOf(seed, `${name} digest`)() * DIGEST_THRESHOLDS.length;
    const DIGEST_THRESHOLD = DIGEST_THRESHOLDS[Math.floor(threshold)] ?? "";
    const settings = { ...cloud.settingsOf(name), DIGEST_THRESHOLD };
    return { settings, seed, speed, startedAtMs, deletesFirst: plan.broken === "deletion" };
  };
  const workers = startWorkers({
    count: plan.workers,
    orderOf,
    random,
    died: ledger.died,
    failed: trouble.reject,
  });
  started(workers);

  const work = async () => {
    // Messages and kills come side by side, so that no kill meets an empty queue.
    const rounds = Math.max(1, kills);
    for (let round = 0; round < rounds; round += 1) {
      const share = shareOf(messages, round, rounds);
      const strike = async () => {
        if (kills === 0) return;
        await pause(random() * LONGEST_PAUSE_MS);
        workers.killOne();
      };
      await Promise.all([visitors.write(share), strike()]);
    }
    let replayed = 0;
    while (!(await queue.isEmpty())) {
      replayed += await queue.replay();
      await pause(LOOK_EVERY_MS);
    }
    return replayed;
  };

  try {
    const replayed = await Promise.race([work(), trouble.promise]);
    const [killed, timedOut, tookMs] = [workers.killed(), workers.timedOut(), Date.now() - startedAtMs];
    return { ...ledger.verdict(), killed, timedOut, replayed, tookMs };
  } finally {
    workers.endAll();
    queue.close();
    await cloud.close();
  }
}

/** The numbers of those messages that are written in one round of so many. */
function shareOf(messages: number, round: number, rounds: number): number[] {
  const from = Math.round((round * messages) / rounds);
  const to = Math.round(((round + 1) * messages) / rounds);
  return Array.from({ length: to - from }, (_, place) => from + place);
}
