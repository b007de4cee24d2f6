/** A wait between sends that grows for whoever sends often. All in milliseconds. */
export interface CooldownPolicy {
  readonly baseMs: number;
  /** At least `baseMs`: the condition in the store relies on it. */
  readonly escalatedMs: number;
  /** How many sends within the window make the wait escalate. */
  readonly threshold: number;
  readonly windowMs: number;
}

/**
 * What is remembered of one recipient: when the last send was accepted, and when each of the last `threshold` sends
 * leaves the window, newest first. Only accepted sends are counted, so nobody can lock a victim out by asking.
 */
export interface SendLog {
  readonly lastSentAtMs: number;
  readonly expiriesMs: readonly number[];
}

/**
 * ```
 *   sends        1        2        3 (third within the window: escalated)          4
 *   time  ───────┼────────┼────────┼────────────────────────────────────────┼─────▶
 *                 base 60s  base 60s         escalated 300 s
 * ```
 * The wait after the last send is escalated when the send `threshold` back was still within the window at that time.
 */
export function waitAfterLastMs({ lastSentAtMs, expiriesMs }: SendLog, policy: CooldownPolicy): number {
  const oldest = expiriesMs[policy.threshold - 1];
  return oldest !== undefined && oldest >= lastSentAtMs ? policy.escalatedMs : policy.baseMs;
}

export function afterSend(log: SendLog | undefined, nowMs: number, policy: CooldownPolicy): SendLog {
  const expiriesMs = [nowMs + policy.windowMs, ...(log?.expiriesMs ?? [])].slice(0, policy.threshold);
  return { lastSentAtMs: nowMs, expiriesMs };
}

/** When everything that a log says has lost its meaning. */
export const forgetAtMs = (nowMs: number, { windowMs, escalatedMs }: CooldownPolicy) =>
  nowMs + Math.max(windowMs, escalatedMs);
