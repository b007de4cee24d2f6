import { type Check, passed, refuse } from "../gate/check.ts";
import type { AnswerStore } from "../stores/answer-store.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { References } from "./references.ts";

/** Lambda retries an Event invocation for up to six hours; callers with a key may take a day. */
const REMEMBERED_SECONDS = 24 * 3_600;

/** What was answered under a key, and to which message. */
export interface KeptAnswer {
  readonly fingerprint: string;
  readonly answer: object;
}

type Keyed = Pick<References, "onceKey" | "fingerprint"> & { readonly idempotencyKey: string | undefined };

/** Whether this very request has been answered before. Asked before the limits, which it would run into. */
export function repeated(answers: AnswerStore): Check<Keyed, void, "REPEATED" | "INVALID_REQUEST"> {
  return {
    name: "repeated",
    run: async ({ idempotencyKey, onceKey, fingerprint }, { nowMs }) => {
      if (idempotencyKey === undefined) return passed;
      const text = (await answers.find(answerKey(onceKey), Math.floor(nowMs / 1_000)))?.text;
      if (text === undefined) return passed;
      const kept = JSON.parse(text) as KeptAnswer;
      return kept.fingerprint === fingerprint
        ? refuse("REPEATED", { notes: { answer: JSON.stringify(kept.answer) } })
        : refuse("INVALID_REQUEST", { notes: { fault: "key-reused" } });
    },
  };
}

export async function keepAnswer(
  answers: AnswerStore,
  { onceKey, fingerprint }: Keyed,
  answer: object,
  nowMs: number,
): Promise<void> {
  const kept: KeptAnswer = { fingerprint, answer };
  await answers.keep(answerKey(onceKey), JSON.stringify(kept), expiresAtSeconds(nowMs));
}

/**
 * Claims the request. A claim that is there already belongs to an attempt that is under way, or that ended without
 * telling how: the text may have gone, so it is not sent again. Given back when it surely has not. Stricter than
 * `delivery/once.ts`, which lets a message go again when its lease has ended: a mail may come twice, a text may not.
 */
export function once(claims: ClaimStore): Check<Keyed, void, "UNDER_WAY"> {
  return {
    name: "once",
    run: async ({ onceKey }, { nowMs }) => {
      const nowSeconds = Math.floor(nowMs / 1_000);
      if (!(await claims.claim(onceKey, nowSeconds, expiresAtSeconds(nowMs)))) return refuse("UNDER_WAY");
      const undo = async () => {
        await claims.release(onceKey, nowSeconds);
        return "undone" as const;
      };
      return { ...passed, undo };
    },
  };
}

const answerKey = (onceKey: string) => onceKey.replace("once#", "answer#");
const expiresAtSeconds = (nowMs: number) => Math.floor(nowMs / 1_000) + REMEMBERED_SECONDS;
