import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { FUNCTIONS } from "./functions.ts";

/**
 * Bundles each function into `dist/functions/NAME/`, ESM, runnable under Lambda with nothing else installed.
 * Code splitting keeps what is imported when needed (the AWS SDK) out of what is loaded at start.
 */
for (const name of FUNCTIONS) {
  const outdir = `dist/functions/${name}`;
  await rm(outdir, { recursive: true, force: true });
  await build({
    stdin: {
      contents: `
        import { ${name}Function } from "./src/functions/${name}.ts";
        import { lambdaHost } from "./src/functions/host.ts";
        export const handler = ${name}Function(lambdaHost());`,
      resolveDir: process.cwd(),
      sourcefile: `${name}.entry.ts`,
      loader: "ts",
    },
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
