import { type AnswerStore, type FoundAnswer, Unavailable } from "postern";

/** What is used of a KV namespace, as Workers bind it. */
export interface KvNamespace {
  get(key: string): Promise<string | null>;
  put(key: string, value: string, options: { readonly expirationTtl: number }): Promise<void>;
}

/** KV takes no shorter life than this. */
const MIN_TTL_SECONDS = 60;

/** Answers as KV values: JSON of the text and its expiry, because KV may hold them for longer. */
export function kvAnswers(kv: KvNamespace, nowMs: () => number = Date.now): AnswerStore {
  return {
    find: async (key, nowSeconds) => {
      const value = await asked(kv.get(key));
      const found = value === null ? undefined : answerIn(value);
      return found && found.expiresAtSeconds > nowSeconds ? found : undefined;
    },
    keep: async (key, text, expiresAtSeconds) => {
      const value: FoundAnswer = { text, expiresAtSeconds };
      const lifeSeconds = expiresAtSeconds - Math.floor(nowMs() / 1_000);
      const expirationTtl = Math.max(MIN_TTL_SECONDS, lifeSeconds);
      await asked(kv.put(key, JSON.stringify(value), { expirationTtl }));
    },
  };
}

/** What somebody else has written there is no answer. */
function answerIn(value: string): FoundAnswer | undefined {
  try {
    const { text, expiresAtSeconds } = JSON.parse(value) ?? {};
    return typeof text === "string" && typeof expiresAtSeconds === "number"
      ? { text, expiresAtSeconds }
      : undefined;
  } catch {
    return undefined;
  }
}

/** What a validation goes on without: any other error counts as a bug. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new Unavailable("kv", error);
  }
}
