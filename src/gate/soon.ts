/** A value that is there, or that will be. */
export type Soon<T> = T | Promise<T>;

/**
 * Goes on with a value, at once where it is there. A gate whose checks need no I/O so decides within one call: waiting for a
 * promise, again at every level, takes longer than all that its checks do.
 */
export const when = <T, U>(value: Soon<T>, use: (value: T) => U): U | Promise<Awaited<U>> =>
  value instanceof Promise ? (value.then(use) as Promise<Awaited<U>>) : use(value);
