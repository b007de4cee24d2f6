/** Runs something later, once; what it returns calls that off. Injected, so that no test waits. */
export type After = (delayMs: number, run: () => void) => () => void;

/** Real time. Does not keep the process alive. */
export const after: After = (delayMs, run) => {
  const timer = setTimeout(run, delayMs).unref();
  return () => clearTimeout(timer);
};
