import { concludeDecision } from "../gate/conclude.ts";
import type { Conclusion } from "../gate/trail.ts";
import type { OnceStore } from "../stores/once-store.ts";
import { deliveryGate, type QueuedMessage } from "./delivery-gate.ts";
import { each } from "./each.ts";
import type { Handlers } from "./handler.ts";
import { jobClaims } from "./job-claims.ts";
import { type Claimed, DOUBTFUL, type Load, loadsOf } from "./load.ts";
import type { Timed } from "./moment.ts";
import { sendLoad } from "./send-load.ts";

export interface DeliveryOptions {
  readonly store: OnceStore;
  readonly handlers: Handlers;
  /** Unguessable text, new at every call. */
  readonly newToken: () => string;
  /** Most writes, and most sends, at one time. Default 5. */
  readonly atOnce?: number;
}

type Tell = (conclusion: Conclusion) => void;

export interface Delivery {
  /**
   * Sends what a batch holds, before the time is up.
   * @param tell takes what came of each message, as soon as it is known.
   * @returns the names of the messages that are to come again. All others are over.
   */
  deliver(batch: readonly QueuedMessage[], at: Timed, tell: Tell): Promise<readonly string[]>;
}

/**
 * Sends what a queue hands over: mail at least once, a text at most once on doubt. A message is over when it was sent, now or
 * before, or has expired. Every other one comes again, until the queue puts it aside.
 */
export function delivery({ store, handlers, newToken, atOnce = 5 }: DeliveryOptions): Delivery {
  const claims = jobClaims(store, newToken);
  const gate = deliveryGate({
    claims,
    needsMs: (kind) => handlers[kind]?.needsMs,
    tellsOfExpiry: (kind) => handlers[kind]?.expire !== undefined,
  });

  return {
    deliver: async (batch, at, tell) => {
      const over = new Set<string>();
      const claimed: Claimed[] = [];

      await each(batch, atOnce, async (message) => {
        const conclude = (conclusion: Conclusion) => {
          if (IS_OVER.has(conclusion.reason)) over.add(message.messageId);
          tell(conclusion);
        };
        const { ended, conclusion } = await concludeDecision(gate, { message, deadline: at }, at, PASSED);
        // Counted each time that it comes.
        const counts = conclusion.reason === "DOUBTFUL" ? [DOUBTFUL] : [];
        if (ended.as !== "done") conclude({ ...conclusion, counts });
        else claimed.push({ ...ended.value, conclude: (end) => conclude({ ...conclusion, ...end }) });
      });

      const options = { at, stopped: new Map(), atOnce };
      const send = (load: Load) => sendLoad(load, options);
      const loads = loadsOf(claimed, handlers);
      // The first of each kind goes alone: what stands against all of them is found out by one call, not by five.
      const firsts = loads.filter(
        (load, index) => loads.findIndex(({ kind }) => kind === load.kind) === index,
      );
      await each(firsts, atOnce, send);
      const others = loads.filter((load) => !firsts.includes(load));
      await each(others, atOnce, send);
      return batch.map(({ messageId }) => messageId).filter((messageId) => !over.has(messageId));
    },
  };
}

/** Stands until the job ends. */
const PASSED = { outcome: "answered", reason: "PASSED" } as const;

const IS_OVER: ReadonlySet<string> = new Set(["SENT", "REPEATED", "EXPIRED"]);
