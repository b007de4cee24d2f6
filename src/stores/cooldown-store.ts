import type { CooldownPolicy } from "../limits/cooldown-policy.ts";

export type CooldownAnswer =
  | { readonly started: true; readonly undo: (notBeforeMs: number) => Promise<void> }
  | { readonly started: false; readonly retryAtMs: number };

/** Remembers when each recipient was last written to. */
export interface CooldownStore {
  /**
   * Starts a cooldown if none is under way, in one atomic write. Here the condition itself is the policy, so the
   * memory store is the reference model and every other store is proven equal to it.
   *
   * `undo` puts back what was there before, unless another send has been accepted since, and lets nobody send before
   * the given time: an honest retry is not told to wait a minute, and a loop is still slowed down.
   * @param token names the request that sends; tells its mark from another's.
   * @throws Unavailable when the store cannot be asked.
   */
  start(key: string, token: string, nowMs: number, policy: CooldownPolicy): Promise<CooldownAnswer>;
}
