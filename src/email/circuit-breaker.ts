export interface CircuitOptions {
  /** How many calls must fail in a row for the circuit to open. Default 5. */
  readonly failures?: number;
  /** How long nobody asks then. Default 30,000. */
  readonly openMs?: number;
}

/** Keeps calls away from a part that does not answer: each of them would wait for its time-out. */
export interface CircuitBreaker {
  /** Lets a call through, or not, while the circuit is open. Whoever was let through must say how it went. */
  enter(nowMs: number): Passage | undefined;
}

export interface Passage {
  /** `works: false`: the part could not be asked, or gave nothing usable. That it refused one request is no failure. */
  settle(works: boolean, nowMs: number): void;
}

type State =
  | { readonly is: "closed"; failures: number }
  | { readonly is: "open"; sinceMs: number }
  | { readonly is: "half-open" };

/**
 * ```
 *            failures in a row               openMs are over: one trial
 *   closed ─────────────────────▶ open ─────────────────────────────────▶ half-open
 *     ▲                             ▲                                      │      │
 *     │                             └────────────── it failed ─────────────┘      │
 *     └───────────────────────────────────── it works ───────────────────────────┘
 * ```
 * How a call went counts only in the state that let it through: one that began before the circuit opened neither
 * closes it nor keeps it open.
 * @throws RangeError when an option makes no sense.
 */
export function circuitBreaker({ failures = 5, openMs = 30_000 }: CircuitOptions = {}): CircuitBreaker {
  if (!(failures >= 1 && openMs > 0)) {
    throw new RangeError("A circuit opens after 1 failure or more, for more than 0 ms");
  }
  let state: State = { is: "closed", failures: 0 };

  const keepsOut = (nowMs: number) => {
    if (state.is !== "open") return state.is === "half-open";
    // A clock that was set back must not keep it open for longer.
    state.sinceMs = Math.min(state.sinceMs, nowMs);
    return nowMs - state.sinceMs < openMs;
  };

  return {
    enter: (nowMs) => {
      if (keepsOut(nowMs)) return undefined;
      if (state.is === "open") state = { is: "half-open" };
      const entered = state;
      return {
        settle: (works, settledMs) => {
          if (state !== entered) return;
          if (entered.is === "closed") {
            entered.failures = works ? 0 : entered.failures + 1;
            if (entered.failures >= failures) state = { is: "open", sinceMs: settledMs };
          } else {
            state = works ? { is: "closed", failures: 0 } : { is: "open", sinceMs: settledMs };
          }
        },
      };
    },
  };
}
