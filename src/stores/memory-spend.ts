import QuickLRU from "quick-lru";
import { checkEntries, type SpendReader, type SpendStore } from "./spend-store.ts";

/** Money in this process alone: the reference for the other stores. Of more than `maxDays` the oldest are forgotten. */
export function memorySpend({ maxDays = 100 } = {}): SpendStore & SpendReader {
  const accountsByDay = new QuickLRU<string, ReadonlyMap<string, number>>({ maxSize: maxDays });
  const accountsOf = (day: string): ReadonlyMap<string, number> => accountsByDay.get(day) ?? new Map();

  return {
    reserve: async (day, entries) => {
      checkEntries(entries);
      const accounts = accountsOf(day);
      const after = entries.map(
        ({ account, microUsd }) => [account, (accounts.get(account) ?? 0) + microUsd] as const,
      );
      const isAbove = ({ limitMicroUsd = Number.POSITIVE_INFINITY }, held = 0) => held > limitMicroUsd;
      if (entries.some((entry, index) => isAbove(entry, after[index]?.[1]))) return undefined;
      accountsByDay.set(day, new Map([...accounts, ...after]));
      return Object.fromEntries(after);
    },
    giveBack: async (day, entries) => {
      checkEntries(entries);
      const accounts = accountsOf(day);
      const after = entries.map(
        ({ account, microUsd }) => [account, (accounts.get(account) ?? Number.NaN) - microUsd] as const,
      );
      if (after.every(([, held]) => held >= 0)) accountsByDay.set(day, new Map([...accounts, ...after]));
    },
    read: async (day) => Object.fromEntries(accountsOf(day)),
  };
}
