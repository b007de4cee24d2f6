import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { builtIns } from "../../scripts/built-ins.ts";
import { copyAssets } from "../../scripts/copy-assets.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A way to know disposable domains, bundled as a function would carry it: one module, and its data beside it. */
export interface Bundle {
  readonly name: string;
  /** Path of the module. It exports `holds(domain): boolean`. */
  readonly module: string;
  /** Bytes of the list. */
  readonly bytes: number;
}

export interface Bundles {
  readonly asset: Bundle;
  readonly set: Bundle;
  readonly mailchecker: Bundle;
  remove(): Promise<void>;
}

/** @param listed the names that the asset is made of, for the contender that reads them as text. */
export async function bundles(listed: Iterable<string>): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  const loading = join(import.meta.dirname, "loading");
  const { metafile } = await build({
    entryPoints: ["asset.ts", "set.ts", "mailchecker.ts"].map((file) => join(loading, file)),
    absWorkingDir: ROOT,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    minify: true,
    logLevel: "warning",
    metafile: true,
    plugins: [builtIns],
  });
  await copyAssets(metafile, ROOT);
  await writeFile(join(folder, "domains.txt"), [...listed].join("\n"));
  const bundle = async (name: string, module: string, list: string): Promise<Bundle> => ({
    name,
    module: join(folder, module),
    bytes: (await stat(join(folder, list))).size,
  });
  return {
    asset: await bundle("Postern's list", "asset.mjs", "disposable-domains.bin"),
    set: await bundle("Set of the same names", "set.mjs", "domains.txt"),
    mailchecker: await bundle("mailchecker", "mailchecker.mjs", "mailchecker.mjs"),
    remove: () => rm(folder, { recursive: true }),
  };
}
