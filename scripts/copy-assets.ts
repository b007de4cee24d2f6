import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Metafile } from "esbuild";

const ASSET = ".bin";

/**
 * Puts the data of each bundled module beside the file that it went into: `disposable-domains.ts` reads
 * `disposable-domains.bin` by a URL relative to itself, which a bundler leaves as it is.
 */
export async function copyAssets({ outputs }: Metafile, root: string): Promise<void> {
  for (const [output, { inputs }] of Object.entries(outputs)) {
    for (const module of Object.keys(inputs)) {
      const asset = module.replace(/\.ts$/, ASSET);
      if (asset === module || !existsSync(join(root, asset))) continue;
      await copyFile(join(root, asset), resolve(root, dirname(output), basename(asset)));
    }
  }
}
