import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerReport } from "../children.ts";

/**
 * Serves on a free port of the loopback interface, tells the parent where, answers its questions, and ends with it,
 * however it ends.
 */
export function serveInChild(
  server: Server,
  decisionsSinceLast: () => ServerReport["decisions"] = () => ({}),
) {
  let before = process.cpuUsage();

  process.on("message", () => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    process.send?.({
      cpuMicroseconds: user + system,
      decisions: decisionsSinceLast(),
    } satisfies ServerReport);
  });
  process.on("disconnect", () => process.exit());
  // Ctrl-C reaches the whole group; the parent decides when this one ends.
  process.on("SIGINT", () => undefined);

  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ url: `http://127.0.0.1:${port}` });
  });
}
