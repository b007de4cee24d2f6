import { createServer } from "node:http";
import type { TestProject } from "vitest/node";
import { listen } from "../../local/listen.ts";
import { type Running, startAmazonsEngine } from "./amazons-engine.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where a test file asks for the engine of this run. */
    readonly lender: string;
  }
}

/**
 * Runs beside the test files, once a run. Amazon's engine takes seconds of processor time to start, so there is one for all
 * files, started when the first of them asks, and ended with the run.
 */
export default async function lender({ provide }: TestProject): Promise<() => Promise<void>> {
  let engine: Promise<Running> | undefined;
  const server = createServer(async (_, response) => {
    engine ??= startAmazonsEngine();
    try {
      response.end((await engine).url);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  const { url, close } = await listen(server, 0, "the port of the lender");
  provide("lender", url);
  return async () => {
    await close();
    // An engine that did not start has nothing to end; the file that asked for it has failed.
    await engine?.then(
      (running) => running.close(),
      () => undefined,
    );
  };
}
