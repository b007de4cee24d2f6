import type { At } from "../gate/check.ts";
import type { AnswerStore } from "../stores/answer-store.ts";
import type { EmailReason, Finding, SendableAddress } from "./verdict.ts";

export interface FindingCacheOptions {
  readonly store: AnswerStore;
  /**
   * The secret that keys what is remembered: a plain hash of an address is found by trying addresses. The same wherever the
   * store is shared.
   */
  readonly key: () => Promise<string>;
}

/** What lookups found, remembered under a keyed hash of the address. */
export interface FindingCache {
  /** @throws Unavailable when the store, or the key, cannot be asked. */
  find(address: SendableAddress, at: At): Promise<Finding | undefined>;
  /** @throws Unavailable as above. Does nothing for a finding that is not to be remembered. */
  keep(address: SendableAddress, finding: Finding, at: At): Promise<void>;
}

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/**
 * An undeliverable address may be mended within the hour; a disposable domain does not become a good one over night. No lookup
 * sees that a mail came back: a mailbox may come into being again, and whoever complained wants no mail.
 */
function lifetimeSeconds({ status, reason, disposable }: Finding): number | undefined {
  if (reason === "COMPLAINED") return 365 * DAY_SECONDS;
  if (reason === "BOUNCED") return 30 * DAY_SECONDS;
  if (disposable) return 7 * DAY_SECONDS;
  if (status === "unknown") return undefined;
  return status === "deliverable" ? DAY_SECONDS : HOUR_SECONDS;
}

export function findingCache({ store, key }: FindingCacheOptions): FindingCache {
  const nameOf = async ({ ascii }: SendableAddress) => {
    const [{ createHmac }, secret] = await Promise.all([import("node:crypto"), key()]);
    return `email#${createHmac("sha256", secret).update(`verdict\0${ascii.toLowerCase()}`).digest("hex").slice(0, 32)}`;
  };
  return {
    find: async (address, { nowMs }) => {
      const text = (await store.find(await nameOf(address), Math.floor(nowMs / 1_000)))?.text;
      return text === undefined ? undefined : parseFinding(text);
    },
    keep: async (address, finding, { nowMs }) => {
      const lifetime = lifetimeSeconds(finding);
      if (lifetime === undefined) return;
      const expiresAtSeconds = Math.floor(nowMs / 1_000) + lifetime;
      await store.keep(await nameOf(address), JSON.stringify(finding), expiresAtSeconds);
    },
  };
}

/** What another version wrote is as good as nothing. */
function parseFinding(text: string): Finding | undefined {
  try {
    const { status, reason, disposable } = JSON.parse(text) as Partial<Record<keyof Finding, unknown>>;
    const isOurs = isStatus(status) && isReason(reason) && typeof disposable === "boolean";
    return isOurs ? { status, reason, disposable } : undefined;
  } catch {
    return undefined;
  }
}

const isStatus = (value: unknown): value is Finding["status"] =>
  value === "deliverable" || value === "undeliverable" || value === "risky";

/** The reasons that a lookup, or what became of a mail, may give. */
const REASONS: readonly EmailReason[] = [
  "NO_MAIL_SERVER",
  "NULL_MX",
  "MAIL_SERVER_FOUND",
  "THROWAWAY_MAIL_SERVER",
  "IMPLICIT_MX",
  "REMOTE_VERDICT",
  "BOUNCED",
  "COMPLAINED",
];
const isReason = (value: unknown): value is EmailReason => REASONS.some((reason) => reason === value);
