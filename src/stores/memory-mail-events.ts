import QuickLRU from "quick-lru";
import type { MailDay, MailEventStore } from "./mail-event-store.ts";

const NOTHING: MailDay = { sent: 0, bounced: 0, complained: 0 };

/** Events in this process alone: the reference for the other stores. Of more than `maxEvents` the oldest may count again. */
export function memoryMailEvents({ maxEvents = 50_000, maxDays = 100 } = {}): MailEventStore {
  const counted = new QuickLRU<string, true>({ maxSize: maxEvents });
  const days = new QuickLRU<string, MailDay>({ maxSize: maxDays });
  return {
    add: async (day, event, eventId) => {
      if (counted.has(eventId)) return false;
      counted.set(eventId, true);
      const before = days.get(day) ?? NOTHING;
      days.set(day, { ...before, [event]: before[event] + 1 });
      return true;
    },
    read: async (day) => days.get(day) ?? NOTHING,
  };
}
