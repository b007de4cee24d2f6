import type { At } from "../gate/check.ts";
import type { Conclusion } from "../gate/trail.ts";

/** What an adapter is lent by whoever starts it. */
export interface Runtime {
  /** This moment. The signal, which aborts when the client has gone, is made when somebody asks for it. */
  readonly now: (signal: () => AbortSignal) => At;
  /** Told what came of each request. */
  readonly onDecision: (conclusion: Conclusion) => void;
  /** Takes a sentence about a setting of the app that makes a limit worthless. */
  readonly warn: (sentence: string) => void;
}
