import { DAY_MS } from "../limits/day.ts";
import { hourExpiresAtSeconds, hourOf } from "../limits/hour.ts";
import type { CounterStore } from "../stores/counter-store.ts";
import type { KeptMessage, MessageStore } from "../stores/message-store.ts";

/** What a visitor wrote, as far as it could be read: each of them may be empty. */
export type Written = Pick<KeptMessage, "name" | "email" | "message">;

export interface KeepingOptions {
  readonly messages: Pick<MessageStore, "keep">;
  /** Counts what is held, for all instances together. */
  readonly counters: Pick<CounterStore, "add">;
  /** How long a refused message is kept. 0: not at all. */
  readonly holdDays: number;
  /** So many messages are kept in one clock hour for each reason: bots in the honeypot fill no table, and nobody else's room. */
  readonly holdLimitPerHour: number;
  /** How long an accepted message is kept. 0: not at all. */
  readonly archiveDays: number;
  /** The longest values that are kept, in code points: what was refused early was never measured. */
  readonly maxCodePoints: Readonly<Record<keyof Written, number>>;
  /** Tells messages of one millisecond apart: eight letters and digits will do. */
  readonly newId: () => string;
}

/** What became of a message that was to be kept. `failed` is for the log: whoever wrote it is answered all the same. */
export type Kept =
  | { readonly as: "kept"; readonly id: string; readonly error?: undefined }
  /** Keeping is off, there is nothing to keep, or the hour is full. */
  | { readonly as: "not-kept"; readonly because: "OFF" | "EMPTY" | "HOUR_FULL"; readonly error?: undefined }
  | { readonly as: "failed"; readonly error: unknown };

/** Keeps messages for a while. Never throws: what it is asked about has been decided already. */
export interface Keeping {
  /** @param reason why it was refused: one of few words. */
  hold(written: Written, reason: string, nowMs: number): Promise<Kept>;
  archive(written: Written, nowMs: number): Promise<Kept>;
}

export function keeping(options: KeepingOptions): Keeping {
  const { messages, counters, holdDays, holdLimitPerHour, archiveDays, maxCodePoints, newId } = options;
  const rooms = new Map<string, ReturnType<typeof hourlyRoom>>();
  const roomFor = (reason: string) => {
    const room = rooms.get(reason) ?? hourlyRoom(counters, `held#${reason}`, holdLimitPerHour);
    rooms.set(reason, room);
    return room;
  };

  const keep = async (
    what: Pick<KeptMessage, "keptAs" | "reason">,
    { name, email, message }: Written,
    days: number,
    nowMs: number,
  ): Promise<Kept> => {
    const id = `${new Date(nowMs).toISOString()}-${newId()}`;
    await messages.keep({
      ...what,
      id,
      name: cut(name, maxCodePoints.name),
      email: cut(email, maxCodePoints.email),
      message: cut(message, maxCodePoints.message),
      expiresAtMs: nowMs + days * DAY_MS,
    });
    return { as: "kept", id };
  };

  return {
    hold: async (written, reason, nowMs) => {
      if (holdDays === 0) return { as: "not-kept", because: "OFF" };
      if (isEmpty(written)) return { as: "not-kept", because: "EMPTY" };
      try {
        if (!(await roomFor(reason)(nowMs))) return { as: "not-kept", because: "HOUR_FULL" };
        return await keep({ keptAs: "held", reason }, written, holdDays, nowMs);
      } catch (error) {
        return { as: "failed", error };
      }
    },
    archive: async (written, nowMs) => {
      if (archiveDays === 0) return { as: "not-kept", because: "OFF" };
      try {
        return await keep({ keptAs: "archived" }, written, archiveDays, nowMs);
      } catch (error) {
        return { as: "failed", error };
      }
    },
  };
}

/**
 * Whether this hour has room for one more, counted for all instances together. An instance asks at most as often as there is
 * room, and not again in an hour that it has found full: a flood costs no writes. What was counted and could then not be kept
 * stays counted.
 */
function hourlyRoom(counters: Pick<CounterStore, "add">, key: string, limit: number) {
  let current = { hour: -1, asked: 0, full: false };
  return async (nowMs: number): Promise<boolean> => {
    const hour = hourOf(nowMs);
    if (current.hour !== hour) current = { hour, asked: 0, full: false };
    const here = current;
    if (here.full || here.asked >= limit) return false;
    here.asked += 1;
    try {
      const hasRoom = await counters.add(`${key}#hour#${hour}`, limit, hourExpiresAtSeconds(hour));
      if (!hasRoom) here.full = true;
      return hasRoom;
    } catch (error) {
      here.asked -= 1;
      throw error;
    }
  };
}

/** Nothing that anybody would miss: it must not use up the room of what somebody wrote. */
const isEmpty = ({ name, email, message }: Written) => `${name}${email}${message}`.trim() === "";

/** No text has more code points than UTF-16 units, so most need no counting. */
const cut = (text: string, maxCodePoints: number) =>
  text.length <= maxCodePoints ? text : [...text].slice(0, maxCodePoints).join("");
