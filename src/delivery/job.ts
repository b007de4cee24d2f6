import { parseJsonObject } from "../http/json-object.ts";

/** What a visitor wrote, accepted and not sent yet. */
export interface MessagePayload {
  readonly name: string;
  readonly email: string;
  readonly message: string;
}

/** A text, accepted and not sent yet. */
export interface TextPayload {
  /** E.164. */
  readonly to: string;
  readonly body: string;
  /** Named in the provider's reports. */
  readonly source: string;
  /** By which it is found again in the provider's log. */
  readonly reference: string;
  /** A code that comes late is worth nothing, and costs as much: after this it is not sent. */
  readonly notAfterMs: number;
  /** What was reserved for it, to be given back when it is never sent; null where nothing is counted. */
  readonly paidFor: PaidFor | null;
}

/** Money that was reserved: on which day, and so many millionths of a US dollar on each account. */
export interface PaidFor {
  readonly day: string;
  readonly microUsd: Readonly<Record<string, number>>;
}

interface Accepted {
  /** Names the job, however often a queue hands it over. Holds nothing personal. */
  readonly id: string;
  readonly acceptedAtMs: number;
}

export type ContactJob = Accepted & { readonly kind: "contact"; readonly payload: MessagePayload };
export type TextJob = Accepted & { readonly kind: "text"; readonly payload: TextPayload };
export type Job = ContactJob | TextJob;

const VERSION = 1;

/** The body of a queue's message: ASCII alone, because SQS refuses some characters, and with them the whole message. */
export const encodeJob = ({ kind, id, acceptedAtMs, payload }: Job): string =>
  JSON.stringify({ v: VERSION, kind, id, acceptedAtMs, payload }).replaceAll(/[^\x20-\x7e]/g, escaped);

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Reads what {@link encodeJob} wrote, or undefined: of another version, of another kind, or not ours at all. */
export function parseJob(body: string): Job | undefined {
  const envelope = parseJsonObject(body);
  if (!isEnvelope(envelope)) return undefined;
  const { kind, id, acceptedAtMs, payload } = envelope;
  if (kind === "contact" && isMessage(payload)) return { kind, id, acceptedAtMs, payload };
  if (kind === "text" && isText(payload)) return { kind, id, acceptedAtMs, payload };
  return undefined;
}

type Guard<T> = (value: unknown) => value is T;
type Guards<T> = { readonly [K in keyof T]: Guard<T[K]> };

/** A record with these members and no other: what a later version adds must not be dropped in silence. */
const record =
  <T extends object>(members: Guards<T>): Guard<T> =>
  (value): value is T => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const names = Object.keys(members) as (keyof T & string)[];
    return (
      Object.keys(value).length === names.length &&
      names.every((name) => Object.hasOwn(value, name) && members[name]((value as T)[name]))
    );
  };

const isString: Guard<string> = (value) => typeof value === "string";
const isAnything: Guard<unknown> = (_value): _value is unknown => true;
const isMoment: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isVersion: Guard<typeof VERSION> = (value) => value === VERSION;
/** It becomes part of a key, where `#` divides. */
const isId: Guard<string> = (value): value is string =>
  typeof value === "string" && /^[\w.:-]{1,128}$/.test(value);

const isEnvelope = record<Accepted & { v: typeof VERSION; kind: string; payload: unknown }>({
  v: isVersion,
  kind: isString,
  id: isId,
  acceptedAtMs: isMoment,
  payload: isAnything,
});
const isMessage = record<MessagePayload>({ name: isString, email: isString, message: isString });
const isPaidFor = record<PaidFor>({
  day: isString,
  microUsd: (value): value is PaidFor["microUsd"] =>
    typeof value === "object" && value !== null && Object.values(value).every(isMoment),
});
const isText = record<TextPayload>({
  to: isString,
  body: isString,
  source: isString,
  reference: isString,
  notAfterMs: isMoment,
  paidFor: (value): value is PaidFor | null => value === null || isPaidFor(value),
});
