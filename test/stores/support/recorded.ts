import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Call, recordingProxy } from "../../support/recording-proxy.ts";
import { type Engine, patientTable } from "./engines.ts";

/** An engine for the tests of a suite, and a way to it on which each test finds its own calls written down. */
export function recordedEngine(start: () => Promise<Engine>) {
  let engine: Engine;
  let proxy: Awaited<ReturnType<typeof recordingProxy>>;
  const calls: Call[] = [];
  beforeAll(async () => {
    engine = await start();
    proxy = await recordingProxy(engine.url, calls);
  });
  afterAll(async () => {
    await proxy.close();
    await engine.close();
  });
  beforeEach(() => {
    calls.length = 0;
  });
  const connection = () => ({ ...engine.connection, endpoint: proxy.url });
  return {
    calls,
    actions: () => calls.map(({ action }) => action),
    /** Past the recording. */
    engine: () => engine,
    connection,
    table: () => patientTable({ connection: connection() }),
  };
}
