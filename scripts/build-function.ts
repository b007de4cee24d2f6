import { rm } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join, relative, resolve } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { builtIns } from "./built-ins.ts";
import { copyAssets } from "./copy-assets.ts";
import { plainKeys } from "./plain-keys.ts";
import { withoutAbouts } from "./without-abouts.ts";

const ROOT = join(import.meta.dirname, "..");
const SOURCE = join(ROOT, "src");
const PARTS = "parts";

/**
 * Bundles one function into `outdir`, ESM, runnable under Lambda with nothing else installed.
 * ```
 *   index.mjs      all that a refusal needs, in one file: each further one costs a good part of a millisecond
 *   parts/…        what is imported when needed, such as the AWS SDK, one file for each import and for what they share
 * ```
 * The two are built one after the other, so that they share no file. A module that both use is there twice, with its own
 * state in each: none of ours keeps state that must be one, and errors that cross are told by name, not by class.
 */
export async function buildFunction(name: string, outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  const parts = new Map<string, string>();
  await build({
    ...OPTIONS,
    stdin: {
      contents: `
        import { ${name}Function } from "./src/functions/${name}.ts";
        import { lambdaHost } from "./src/functions/host.ts";
        export const handler = ${name}Function(lambdaHost());`,
      resolveDir: ROOT,
      sourcefile: `${name}.entry.ts`,
      loader: "ts",
    },
    outfile: join(outdir, "index.mjs"),
    plugins: [asParts(parts), ...PLUGINS],
  });
  const { metafile } = await build({
    ...OPTIONS,
    // In an order of their own: they were found by reads that race, and the bundle must not differ from build to build.
    entryPoints: Object.fromEntries([...parts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    outdir: join(outdir, PARTS),
    outExtension: { ".js": ".mjs" },
    chunkNames: "shared/[name]-[hash]",
    splitting: true,
    plugins: PLUGINS,
    metafile: true,
  });
  await copyAssets(metafile, ROOT);
}

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  minify: true,
  // Writes /…/u as new RegExp("…", "u"): V8 makes the tables of a literal when it parses the file, of a call when it runs.
  supported: { "regexp-sticky-and-unicode-flags": false },
  mainFields: ["module", "main"],
  legalComments: "none",
  logLevel: "warning",
} satisfies BuildOptions;

const PLUGINS: Plugin[] = [builtIns, plainKeys, withoutAbouts];

/**
 * Leaves `import("../stores/dynamodb.ts")` an import, of the part that the second build makes of it, and `import("node:crypto")`
 * too. Collects those.
 */
function asParts(parts: Map<string, string>): Plugin {
  return {
    name: "as-parts",
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\.?\/|^node:/ }, ({ path, kind, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const source = isBuiltin(path) ? path : resolve(resolveDir, path);
        const part = isBuiltin(path) ? path.replace(":", "/") : relative(SOURCE, source).replace(/\.ts$/, "");
        parts.set(part, source);
        return { path: `./${PARTS}/${part}.mjs`, external: true };
      });
    },
  };
}
