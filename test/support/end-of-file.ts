type Task = () => void | Promise<void>;

const tasks = new Set<Task>();

/**
 * Has this done at the end of each test file that this process runs from now on. A support module is loaded once a process, so
 * an `afterAll` at its top would run for the first file alone.
 */
export const atTheEndOfEachFile = (task: Task): void => void tasks.add(task);

/** @throws what the first task that failed has thrown, after all of them have run. */
export async function endOfFile(): Promise<void> {
  const results = await Promise.allSettled([...tasks].map(async (task) => task()));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
