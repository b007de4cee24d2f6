import type { Outcome } from "../gate/gate.ts";

/** Takes messages that are to be delivered later. What it answers is an outcome, never an exception. */
export interface Queue {
  put(body: string): Promise<Outcome<{ readonly messageId: string }>>;
}
