import type { Spread } from "../spread.ts";

/** What one benchmark has to say. */
export interface Section {
  readonly title: string;
  /** What was done, in full sentences. */
  readonly notes: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly targets: readonly Target[];
}

export interface Target {
  readonly met: boolean;
  /** What was measured and what is wanted. */
  readonly sentence: string;
}

const integer = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A figure with its quartiles: `median (low–high)`. */
const written = (write: (value: number) => string) => (of: Spread) =>
  `${write(of.median)} (${write(of.low)}–${write(of.high)})`;

export const count = written((value) => integer.format(value));
export const ratio = written((value) => value.toFixed(2));
export const tenths = written((value) => value.toFixed(1));
