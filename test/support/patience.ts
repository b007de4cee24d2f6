/**
 * Whoever imports this waits so many times longer: time limits are for real networks, and on a busy machine none may turn an
 * answer into an outage.
 */
export const PATIENCE = 30;

const timeout = AbortSignal.timeout;
const patient = (ms: number) => timeout(ms * PATIENCE);
AbortSignal.timeout = patient;

/** What hangs may not make a test wait: for its duration, time limits are short. */
export async function impatiently<T>(work: () => Promise<T>): Promise<T> {
  AbortSignal.timeout = () => timeout(300);
  try {
    return await work();
  } finally {
    AbortSignal.timeout = patient;
  }
}
