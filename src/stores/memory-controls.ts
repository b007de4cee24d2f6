import { type ControlStore, MOST_BLOCKED_SENDERS, tooManyBlocked } from "./control-store.ts";

/** The switches in this process alone: the reference for the other stores. */
export function memoryControls(): ControlStore {
  const blocked = new Set<string>();
  let paused: { readonly pausedSinceMs?: number } = {};
  return {
    read: async () => ({ ...paused, blockedSenders: new Set(blocked) }),
    setPaused: async (pausedSinceMs) => {
      paused = pausedSinceMs === undefined ? {} : { pausedSinceMs };
    },
    block: async (sender) => {
      if (!blocked.has(sender) && blocked.size >= MOST_BLOCKED_SENDERS) throw tooManyBlocked();
      blocked.add(sender);
    },
    unblock: async (sender) => {
      blocked.delete(sender);
    },
  };
}
