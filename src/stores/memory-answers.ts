import QuickLRU from "quick-lru";
import type { AnswerStore, FoundAnswer } from "./answer-store.ts";

/** Answers in this process alone. Bounded: of more than `maxAnswers` the least recently used are forgotten. */
export function memoryAnswers({ maxAnswers = 10_000 } = {}): AnswerStore {
  const answers = new QuickLRU<string, FoundAnswer>({ maxSize: maxAnswers });
  return {
    find: async (key, nowSeconds) => {
      const answer = answers.get(key);
      return answer && answer.expiresAtSeconds > nowSeconds ? answer : undefined;
    },
    keep: async (key, text, expiresAtSeconds) => {
      answers.set(key, { text, expiresAtSeconds });
    },
  };
}
