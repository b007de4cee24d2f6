import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build, type Metafile } from "esbuild";
import { builtInHttp } from "./built-in-http.ts";

const ROOT = join(import.meta.dirname, "..");

/**
 * Bundles one function into `outdir`, ESM, runnable under Lambda with nothing else installed. Code splitting keeps what is
 * imported when needed (the AWS SDK) out of what is loaded at start.
 */
export async function buildFunction(name: string, outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
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
    metafile: true,
    plugins: [builtInHttp],
  });
  await dropEmptyImports(resolve(ROOT, outdir), metafile);
}

const BARE_IMPORT = /import"\.\/(?<chunk>chunks\/[^"]+)";?/g;

/**
 * Removes from the entry what esbuild leaves of a shared chunk whose code it does not use: `import"./chunks/…"`, without a
 * name. Each would be a file to read at every cold start. Only chunks of the bundler's own helpers are dropped; a module of
 * ours or of a package might be imported for its effect.
 */
async function dropEmptyImports(folder: string, { outputs }: Metafile): Promise<void> {
  const entry = join(folder, "index.mjs");
  const text = await readFile(entry, "utf8");
  const isHelperOnly = (chunk: string) => {
    const output = Object.entries(outputs).find(([path]) => basename(path) === basename(chunk))?.[1];
    return output !== undefined && Object.keys(output.inputs).every((input) => input === "<runtime>");
  };
  await writeFile(
    entry,
    text.replaceAll(BARE_IMPORT, (statement, chunk: string) => (isHelperOnly(chunk) ? "" : statement)),
  );
}
