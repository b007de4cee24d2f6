import type { Failure } from "../command.ts";
import type { Decision } from "./decision.ts";

/** Where decisions are read. */
export interface Source {
  /** How long to wait before it is asked again. */
  readonly everyMs: number;
  /** Those that it has not told before, the oldest first. */
  next(): Promise<readonly Decision[] | Failure>;
  close(): void;
}
