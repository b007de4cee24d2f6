import type { DeadLetter, SqsQueue } from "./queues.ts";

/** One walk through a queue. */
export interface Walk {
  /** Each message once. Whoever stops early has seen enough: what was received and is still there is given back. */
  readonly letters: AsyncIterable<DeadLetter>;
  /** Ends a message that the walk has handed over. */
  remove(letter: DeadLetter): Promise<void>;
  /** Whether the walk ended at its limit, with messages left. */
  hasMore(): boolean;
}

/**
 * SQS has no way to look but to receive, which hides a message from others: all stay hidden until the walk has ended, so that
 * it meets none twice, and are then given back.
 * @param limit how many messages are looked at, at most.
 */
export function lookThrough(queue: SqsQueue, limit: number): Walk {
  const held = new Map<string, DeadLetter>();
  const met = new Set<string>();
  let hasMore = false;

  async function* walk() {
    try {
      for (;;) {
        const received = await queue.receive();
        const unmet = received.filter(({ id }) => !met.has(id));
        for (const letter of received) held.set(letter.id, letter);
        // They come round again when a walk takes longer than they stay hidden.
        hasMore = unmet.length === 0 && received.length > 0;
        if (unmet.length === 0) return;
        for (const letter of unmet) {
          hasMore = met.size === limit;
          if (hasMore) return;
          met.add(letter.id);
          yield letter;
        }
      }
    } finally {
      // What cannot be is seen again by itself: what the walk was for is done, or has failed for a reason of its own.
      await queue.giveBack([...held.values()]).catch(() => undefined);
    }
  }

  return {
    letters: walk(),
    remove: async (letter) => {
      await queue.remove(letter);
      held.delete(letter.id);
    },
    hasMore: () => hasMore,
  };
}
