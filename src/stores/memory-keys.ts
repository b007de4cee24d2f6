import type { KeyRecord, KeyRegistry } from "./key-store.ts";

/** API keys in this process alone. */
export function memoryKeys(): KeyRegistry {
  const records = new Map<string, KeyRecord>();
  return {
    find: async (hash) => records.get(hash),
    put: async ({ hash, record }, was) => {
      if (was && JSON.stringify(records.get(hash)) !== JSON.stringify(was)) return false;
      records.set(hash, record);
      return true;
    },
    list: async () => [...records].map(([hash, record]) => ({ hash, record })),
  };
}
