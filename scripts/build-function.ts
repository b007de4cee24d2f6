import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");

/**
 * Bundles one function into `outdir`, ESM, runnable under Lambda with nothing else installed. Code splitting keeps what is
 * imported when needed (the AWS SDK) out of what is loaded at start.
 */
export async function buildFunction(name: string, outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await build({
    stdin: {
      contents: `
        import { ${name}Function } from "./src/functions/${name}.ts";
        import { lambdaHost } from "./src/functions/host.ts";
        export const handler = ${name}Function(lambdaHost());`,
      resolveDir: ROOT,
      sourcefile: `${name}.entry.ts`,
      loader: "ts",
    },
    absWorkingDir: ROOT,
    entryNames: "index",
    chunkNames: "chunks/[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    minify: true,
    mainFields: ["module", "main"],
    legalComments: "none",
    logLevel: "warning",
  });
}
