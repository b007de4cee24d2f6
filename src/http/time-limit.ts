const MAX_TIMEOUT_MS = 600_000;

/** Whether a time-out makes sense. Timers take what does not for 1 ms, and say nothing. */
export const isTimeout = (timeoutMs: number) => timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS;
