/** A list that forgets its oldest entries, so that a long session stays small. */
export interface Newest<T> {
  add(entry: T): void;
  /** Oldest first. */
  list(): readonly T[];
  clear(): void;
}

/** @param limit How many are kept. Default 1,000. */
export function newest<T>(limit = 1_000): Newest<T> {
  let entries: T[] = [];
  return {
    add: (entry) => {
      entries = [...entries, entry].slice(-limit);
    },
    list: () => entries,
    clear: () => {
      entries = [];
    },
  };
}
