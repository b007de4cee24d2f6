/** Unguessable, new at every call: for keys and names that nobody chose. */
export const randomText = (): string => crypto.randomUUID();

export const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
