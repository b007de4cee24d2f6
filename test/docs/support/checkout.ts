import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import manifest from "../../../package.json" with { type: "json" };
import { ROOT } from "./documents.ts";

export interface Checkout {
  readonly folder: string;
  /** What commands find around them: nothing of this process's settings. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Not what one developer keeps to themselves. */
const PRIVATE = /^\.(?:git|env.*)$/;

const POSTERN = `exec "${process.execPath}" "${join(ROOT, manifest.bin.postern)}" "$@"`;
const NODE = `exec "${process.execPath}" "$@"`;
/**
 * What npm and npx are here. They must not install, build or ask the network, and the real ones take most of a second
 * each: test/local/main.test.ts and test/cli/npx.test.ts show that those do the same.
 */
const PROGRAMS = {
  npm: `[ "$*" = start ] && export npm_lifecycle_event=start && exec ${manifest.scripts.start}`,
  npx: `case "$*" in\n"postern "*) shift; ${POSTERN} ;;\n"--no-install node "*) shift 2; ${NODE} ;;\nesac`,
};

/** Documents start dozens of processes of the same program: compiled once, each takes a quarter less time. */
const COMPILED = join(ROOT, "node_modules", ".cache", "postern-documents");

/** A folder that looks like the checkout, so that what commands write into their folder is gone with it. */
export async function createCheckout(): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), "postern-docs-"));
  const bin = join(folder, ".bin");
  await mkdir(bin);
  for (const [name, script] of Object.entries(PROGRAMS)) {
    await writeFile(
      join(bin, name),
      `#!/bin/sh\n${script}\necho "documents do not run: ${name} $*" >&2\nexit 1\n`,
    );
    await chmod(join(bin, name), 0o755);
  }
  for (const entry of await readdir(ROOT)) {
    if (!PRIVATE.test(entry)) await symlink(join(ROOT, entry), join(folder, entry));
  }
  const PATH = [bin, dirname(process.execPath), process.env.PATH].join(delimiter);
  return {
    folder,
    env: { PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: "true", NODE_COMPILE_CACHE: COMPILED },
    remove: () => rm(folder, { recursive: true }),
  };
}
