import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFunction } from "../../scripts/build-function.ts";

/** Builds a function as `npm run build` does, into a folder where there is nothing else. */
export async function buildAlone(functionName: string) {
  const folder = await mkdtemp(join(tmpdir(), "postern-bundle-"));
  await buildFunction(functionName, folder);
  return { folder, index: join(folder, "index.mjs"), remove: () => rm(folder, { recursive: true }) };
}
