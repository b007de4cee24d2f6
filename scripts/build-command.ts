import { join } from "node:path";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");

/** Bundles the command `postern` as the package ships it: our own code in one file, packages left to npm. */
export async function buildCommand(outfile: string): Promise<void> {
  await build({
    entryPoints: ["src/cli/main.ts"],
    absWorkingDir: ROOT,
    outfile,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node22",
    logLevel: "warning",
  });
}
