import { isUnavailable } from "../gate/is-unavailable.ts";
import type { AnswerStore, FoundAnswer } from "./answer-store.ts";

/**
 * Two stores as one: `near` is quick (memory), `far` is shared (DynamoDB, Redis). What only `far` knows is kept in `near`
 * until the same expiry. More layers by nesting: `layeredAnswers(memory, layeredAnswers(redis, table))`.
 *
 * A layer that cannot be asked hides nothing that the other one knows. Where the other one knows nothing, `find` throws: the
 * answer may well be there. `keep` writes to both, and throws when either failed.
 */
export function layeredAnswers(near: AnswerStore, far: AnswerStore): AnswerStore {
  const copyToNear = async (key: string, { text, expiresAtSeconds }: FoundAnswer) => {
    try {
      await near.keep(key, text, expiresAtSeconds);
    } catch (error) {
      // Costs whoever asks next the way to `far`, and nobody the answer.
      if (!isUnavailable(error)) throw error;
    }
  };

  return {
    find: async (key, nowSeconds) => {
      let nearFailed: Error | undefined;
      try {
        const nearby = await near.find(key, nowSeconds);
        if (nearby !== undefined) return nearby;
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        nearFailed = error;
      }
      const found = await far.find(key, nowSeconds);
      if (nearFailed && found === undefined) throw nearFailed;
      if (!nearFailed && found !== undefined) await copyToNear(key, found);
      return found;
    },
    keep: async (key, text, expiresAtSeconds) => {
      const writes = [near.keep(key, text, expiresAtSeconds), far.keep(key, text, expiresAtSeconds)];
      // Both are waited for, whatever the first says: a write that goes on after the answer is frozen with the function.
      for (const write of await Promise.allSettled(writes)) {
        if (write.status === "rejected") throw write.reason;
      }
    },
  };
}
