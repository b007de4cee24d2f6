import type { At } from "../gate/check.ts";

/** This moment, for callers that no platform tells the time: scripts, server actions, middleware. */
export const now = (signal: () => AbortSignal = never): At => new Moment(signal);

/**
 * A class, for its getter: most gates never ask for the signal, and to make one, and to listen for the client's leaving, takes
 * longer than all that they do. In an object literal the getter would itself be made anew each time.
 */
class Moment implements At {
  readonly nowMs = Date.now();
  readonly elapsedMs: () => number;
  private readonly signalOf: () => AbortSignal;
  private made: AbortSignal | undefined;

  constructor(signalOf: () => AbortSignal) {
    const startedMs = performance.now();
    this.elapsedMs = () => performance.now() - startedMs;
    this.signalOf = signalOf;
  }

  get signal(): AbortSignal {
    this.made ??= this.signalOf();
    return this.made;
  }
}

const NEVER = new AbortController().signal;
const never = () => NEVER;
