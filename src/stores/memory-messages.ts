import { dayOfMessage, type KeptAs, type KeptMessage, type MessageStore } from "./message-store.ts";

/** Messages in this process alone: the reference of the contract tests, and a store for other tests. Nothing bounds it. */
export function memoryMessages({ pageSize = 100 } = {}): MessageStore {
  const messages = new Map<string, KeptMessage>();
  const keyOf = (keptAs: KeptAs, id: string) => `${keptAs}#${dayOfMessage(id)}#${id}`;

  return {
    keep: async (message) => {
      messages.set(keyOf(message.keptAs, message.id), message);
    },
    list: async (keptAs, day, nowMs, from = "") => {
      const ofDay = [...messages]
        .filter(([key, { id }]) => key.startsWith(`${keptAs}#${day}#`) && id > from)
        .map(([, message]) => message)
        .toSorted((one, other) => (one.id < other.id ? -1 : 1));
      const page = ofDay.slice(0, pageSize);
      return {
        messages: page.filter(({ expiresAtMs }) => expiresAtMs > nowMs),
        next: page.length < ofDay.length ? page.at(-1)?.id : undefined,
      };
    },
    count: async (keptAs, day, nowMs) =>
      [...messages].filter(
        ([key, { expiresAtMs }]) => key.startsWith(`${keptAs}#${day}#`) && expiresAtMs > nowMs,
      ).length,
    find: async (keptAs, id, nowMs) => {
      const message = messages.get(keyOf(keptAs, id));
      return message && message.expiresAtMs > nowMs ? message : undefined;
    },
    remove: async (keptAs, id) => {
      messages.delete(keyOf(keptAs, id));
    },
    ofAddress: async (isThis) => ({
      found: [...messages.values()]
        .filter(({ email }) => isThis(email))
        .map(({ keptAs, id }) => ({ keptAs, id })),
      scanned: messages.size,
    }),
  };
}
