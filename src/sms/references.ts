import type { Check } from "../gate/check.ts";

/** Names for a number that do not hold it. Unsalted hashes of phone numbers are found by trying all; these have a key. */
export interface References {
  readonly recipientKey: string;
  /** The number less its last four digits: the neighbours that an attack walks through. */
  readonly prefixKey: string;
  /** Short, for logs. */
  readonly phoneHash: string;
  /** The request that sends; the same when the platform repeats it. */
  readonly sendToken: string;
  /** What the once-claim is made on: the caller's own key, else the request. */
  readonly onceKey: string;
  /** Tells another message under the same key; nothing can be read off it. */
  readonly fingerprint: string;
}

interface Needs {
  readonly phone: string;
  readonly message: string;
  readonly idempotencyKey: string | undefined;
  readonly requestId: string;
}

const LAST_DIGITS = 4;
const SHORT_CHARACTERS = 12;

/** @param key reads the secret that keys every reference; throws Unavailable when it cannot. */
export function references(key: () => Promise<string>): Check<Needs, References, never> {
  return {
    name: "references",
    run: async ({ phone, message, idempotencyKey, requestId }) => {
      const [{ createHmac }, secret] = await Promise.all([import("node:crypto"), key()]);
      // What a reference is of stands before it, so that no two kinds can be the same text.
      const hmac = (kind: string, text: string) =>
        createHmac("sha256", secret).update(`${kind}\0${text}`).digest("hex").slice(0, 32);
      const recipient = hmac("phone", phone);
      return {
        ok: true,
        notes: { phone_hash: recipient.slice(0, SHORT_CHARACTERS) },
        adds: {
          recipientKey: `phone#${recipient}`,
          prefixKey: `prefix#${hmac("prefix", phone.slice(0, -LAST_DIGITS))}`,
          phoneHash: recipient.slice(0, SHORT_CHARACTERS),
          sendToken: requestId,
          onceKey:
            idempotencyKey === undefined ? `once#${requestId}` : `once#key#${hmac("key", idempotencyKey)}`,
          fingerprint: hmac("text", `${phone}\0${message}`),
        },
      };
    },
  };
}
