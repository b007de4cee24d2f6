import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { App } from "./harness.ts";
import { exchanged } from "./over-http.ts";

/** Serves until the end of a test at a Unix socket, as behind a proxy on the same machine. */
export async function overUnixSocket(server: Server): Promise<App["ask"]> {
  const folder = mkdtempSync(join(tmpdir(), "postern-"));
  const socketPath = join(folder, "http.sock");
  await once(server.listen(socketPath), "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });
  return ({ method = "POST", path = "/", headers = {}, body }) =>
    exchanged(request({ socketPath, method, path, headers, agent: false }), body);
}
