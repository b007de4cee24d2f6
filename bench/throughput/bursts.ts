import autocannon from "autocannon";
import { type BurstOrder, type BurstReport, CONNECTIONS } from "./load.ts";

/** Fires the bursts that the parent asks for, one at a time, in a process of its own. */
process.on("message", async (order) => {
  const { url, headers, body, requests } = order as BurstOrder;
  const startedMs = performance.now();
  let endedMs = startedMs;
  const running = autocannon({
    url: `${url}/contact`,
    method: "POST",
    headers: { ...headers },
    body,
    connections: CONNECTIONS,
    amount: requests,
    // It looks so often whether all answers are there.
    sampleInt: 2,
  });
  running.on("response", () => {
    endedMs = performance.now();
  });
  const { errors, statusCodeStats = {} } = await running;
  process.send?.({
    seconds: (endedMs - startedMs) / 1_000,
    errors,
    answers: Object.fromEntries(
      Object.entries(statusCodeStats).map(([status, { count }]) => [status, count]),
    ),
  } satisfies BurstReport);
});
process.on("disconnect", () => process.exit());
// Ctrl-C reaches the whole group; the parent decides when this one ends.
process.on("SIGINT", () => undefined);
process.send?.("ready");
