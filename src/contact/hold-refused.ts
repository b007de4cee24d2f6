import type { Keeping } from "../delivery/held.ts";
import { keeping } from "../delivery/held.ts";
import { holding } from "../delivery/held-check.ts";
import type { TextFields } from "../http/body.ts";
import type { CounterStore } from "../stores/counter-store.ts";
import type { MessageStore } from "../stores/message-store.ts";
import type { SwitchedOn } from "./contact-gate.ts";
import { MAX_CODE_POINTS } from "./submission.ts";

export interface FormKeepingOptions {
  readonly messages: Pick<MessageStore, "keep">;
  /** Counts what is held in an hour. */
  readonly counters: Pick<CounterStore, "add">;
  /** Days to keep a refused message. 0: not at all. */
  readonly holdDays: number;
  /** So many are kept in one clock hour for each reason. */
  readonly holdLimitPerHour: number;
  /** Days to keep an accepted message. Default 0: not at all. */
  readonly archiveDays?: number;
  readonly newId: () => string;
}

/** Keeps messages of the form, cut to what the form takes. */
export const formKeeping = ({ archiveDays = 0, newId, ...options }: FormKeepingOptions): Keeping =>
  keeping({
    ...options,
    archiveDays,
    maxCodePoints: MAX_CODE_POINTS,
    // Tells messages of one millisecond apart.
    newId: () => newId().slice(-8),
  });

/** Holds what a check of the form refuses. */
export const holdRefused =
  (kept: Pick<Keeping, "hold">): NonNullable<SwitchedOn["held"]> =>
  (check) =>
    holding(check, kept, ({ fields }) => written(fields));

const written = (fields: TextFields) => ({
  name: fields.get("name") ?? "",
  email: fields.get("email") ?? "",
  message: fields.get("message") ?? "",
});
