import { type Check, passed, refuse } from "../gate/check.ts";

/** What a caller asks for, read from the payload of a direct invocation. */
export interface SmsRequest {
  readonly phone: string;
  readonly message: string;
  /** Named to ClickSend, for its reports. */
  readonly source: string;
  /** Skips cooldown and prefix limit, and moves neither. For messages that the system sends of itself. */
  readonly skipRateLimit: boolean;
  /** The same key is sent once and answered the same. */
  readonly idempotencyKey: string | undefined;
  /** `queue`: answered as soon as the queue has it. */
  readonly delivery: (typeof DELIVERIES)[number];
}

const KNOWN = ["phone", "message", "source", "skipRateLimit", "idempotencyKey", "delivery"];
const DELIVERIES = ["direct", "queue"] as const;
const DEFAULT_SOURCE = "postern";
const MAX_SOURCE_CHARACTERS = 100;
const MAX_KEY_CHARACTERS = 200;

/** An unknown member is refused rather than ignored: a misspelt `skipRateLimit` should be found at once. */
export const fields: Check<
  { readonly payload: unknown },
  SmsRequest,
  "INVALID_REQUEST" | "MISSING_PHONE" | "MISSING_MESSAGE"
> = {
  name: "fields",
  run: ({ payload }) => {
    if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
      return invalid("payload");
    }
    const unknown = Object.keys(payload).some((name) => !KNOWN.includes(name));
    if (unknown) return invalid("unknown");
    const { phone, message, source, skipRateLimit, idempotencyKey, delivery } = payload as Record<
      string,
      unknown
    >;

    if (isAbsent(phone)) return refuse("MISSING_PHONE");
    if (typeof phone !== "string") return invalid("phone");
    if (isAbsent(message)) return refuse("MISSING_MESSAGE");
    if (typeof message !== "string" || !message.isWellFormed()) return invalid("message");
    if (!VISIBLE.test(message)) return refuse("MISSING_MESSAGE");
    if (!isOptionalText(source, MAX_SOURCE_CHARACTERS)) return invalid("source");
    if (!isOptionalText(idempotencyKey, MAX_KEY_CHARACTERS)) return invalid("idempotencyKey");
    if (skipRateLimit !== undefined && skipRateLimit !== null && typeof skipRateLimit !== "boolean") {
      return invalid("skipRateLimit");
    }
    const way = isAbsent(delivery) ? "direct" : DELIVERIES.find((each) => each === delivery);
    if (way === undefined) return invalid("delivery");
    const request: SmsRequest = {
      phone,
      message,
      source: source || DEFAULT_SOURCE,
      skipRateLimit: skipRateLimit === true,
      idempotencyKey: idempotencyKey || undefined,
      delivery: way,
    };
    return { ok: true, adds: request };
  },
};

/** What is wrong, for the wording; never a value of the caller's. */
export type RequestFault =
  | "payload"
  | "unknown"
  | "phone"
  | "message"
  | "source"
  | "skipRateLimit"
  | "idempotencyKey"
  | "delivery"
  | "no-queue";

const invalid = (fault: RequestFault) => refuse("INVALID_REQUEST", { notes: { fault } });

const isAbsent = (value: unknown) => value === undefined || value === null || value === "";

/** JSON's null counts as absent, as most languages write an empty optional. */
const isOptionalText = (value: unknown, maxCharacters: number): value is string | null | undefined =>
  value === undefined ||
  value === null ||
  (typeof value === "string" &&
    value.length <= maxCharacters &&
    value.isWellFormed() &&
    ONE_LINE.test(value));

const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;

/** A text that was to wait is not sent at once instead: its caller has not counted on waiting. */
export const deliverable = (
  hasQueue: boolean,
): Check<Pick<SmsRequest, "delivery">, void, "INVALID_REQUEST"> => ({
  name: "delivery",
  run: ({ delivery }) => (delivery === "queue" && !hasQueue ? invalid("no-queue") : passed),
});
