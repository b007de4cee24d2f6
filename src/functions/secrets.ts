import { lazily } from "../aws/lazily.ts";
import type { SecretReader } from "../aws/secrets.ts";
import { awsConnection } from "../config/aws.ts";
import { Unavailable } from "../gate/unavailable.ts";
import type { Host } from "./host.ts";

/** Secrets Manager, loaded with the first secret. */
export function secretReader(host: Host, region: string): SecretReader {
  return lazily<SecretReader>({ read: true }, async () => {
    const { secretsManager } = await import("../aws/secrets.ts");
    return secretsManager(awsConnection("SECRETS_MANAGER", region, host.env));
  });
}

/** A provider that refuses what a secret gave makes it worth reading again, and a broken one must not read it at every call. */
const REREAD_AFTER_MS = 60_000;

/** How long a secret that could not be read is not asked for again: each asking waits for its time-out. */
const RETRY_AFTER_MS = 5_000;

/**
 * Keeps what was read. `fresh` reads again, at most once a minute; a reading that fails leaves what was known, and is tried
 * again sooner.
 */
export function cached<T>(nowMs: () => number, read: () => Promise<T>): (fresh: boolean) => Promise<T> {
  let known: { readonly value: T } | undefined;
  let reading: Promise<T> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let failed = false;

  const readNow = async () => {
    try {
      const value = await read();
      known = { value };
      failed = false;
      return value;
    } catch (error) {
      failed = true;
      throw error;
    }
  };

  return async (fresh) => {
    if (known && !fresh) return known.value;
    const ageMs = nowMs() - readAtMs;
    const isDue = ageMs < 0 || ageMs >= (failed ? RETRY_AFTER_MS : REREAD_AFTER_MS);
    if (reading === undefined || isDue) {
      readAtMs = nowMs();
      reading = readNow();
    }
    return reading;
  };
}

const MIN_HASH_KEY_CHARACTERS = 16;

/** The secret that keys references to numbers and addresses, read once. */
export function hashKey(host: Host, secrets: SecretReader, arn: string): () => Promise<string> {
  const key = cached(host.nowMs, async () => {
    const secret = await secrets.read(arn);
    if (secret.length >= MIN_HASH_KEY_CHARACTERS) return secret;
    throw new Unavailable("secrets", new TypeError("A hash key must have 16 characters or more"));
  });
  return () => key(false);
}
