import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { licensesOf } from "./licenses.ts";
import { plainKeys } from "./plain-keys.ts";

const ROOT = join(import.meta.dirname, "..");

/**
 * Bundles the command `postern` as the package ships it, with all that it needs: who manages keys by it need not have the AWS
 * SDK, nor any version of it.
 * ```
 *   main.mjs       what every command needs
 *   parts/…        what is imported when needed: the AWS SDK
 *   LICENSES.txt   of what is not ours
 * ```
 */
export async function buildCommand(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: ["src/cli/main.ts"],
    absWorkingDir: ROOT,
    outdir,
    outExtension: { ".js": ".mjs" },
    chunkNames: "parts/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    minify: true,
    mainFields: ["module", "main"],
    legalComments: "none",
    plugins: [plainKeys],
    logLevel: "warning",
    metafile: true,
  });
  await writeFile(join(outdir, "LICENSES.txt"), await licensesOf(metafile, ROOT));
}
