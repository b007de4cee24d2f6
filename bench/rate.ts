/**
 * Makes so many decisions, as many at once as told.
 * @param decide the n-th of them, counted from 0.
 * @returns decisions per second.
 */
export async function rate(
  total: number,
  inFlight: number,
  decide: (n: number) => Promise<void>,
): Promise<number> {
  let begun = 0;
  const goOn = async () => {
    while (begun < total) await decide(begun++);
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: inFlight }, goOn));
  return (total / (performance.now() - startedMs)) * 1_000;
}
