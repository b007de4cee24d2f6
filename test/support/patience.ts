import { atTheEndOfEachFile } from "./end-of-file.ts";

/** So many times longer a patient test file waits. */
export const PATIENCE = 30;

const timeout = AbortSignal.timeout;
const patient = (ms: number) => timeout(ms * PATIENCE);

/**
 * From here to the end of the test file, or of the process, time limits are longer: they are for real networks, and on a busy
 * machine none may turn an answer into an outage.
 */
export function patiently(): void {
  AbortSignal.timeout = patient;
}

atTheEndOfEachFile(() => {
  AbortSignal.timeout = timeout;
});

/** What hangs may not make a test wait: for its duration, time limits are short. */
export async function impatiently<T>(work: () => Promise<T>): Promise<T> {
  const before = AbortSignal.timeout;
  AbortSignal.timeout = () => timeout(300);
  try {
    return await work();
  } finally {
    AbortSignal.timeout = before;
  }
}
