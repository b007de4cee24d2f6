import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const TSC = join(ROOT, "node_modules", "typescript", "bin", "tsc");

/**
 * Writes what the package exports: JavaScript and types of `src/package` and of all that it imports, file by file, so that
 * an app loads no more of it than it uses. Beside them the data that they read.
 * @throws Error when the sources do not compile; the compiler has said why.
 */
export async function buildPackage(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  const tsc = spawn(process.execPath, [TSC, "--project", "tsconfig.build.json", "--outDir", outdir], {
    cwd: ROOT,
    stdio: "inherit",
  });
  const [exitCode] = await once(tsc, "exit");
  if (exitCode !== 0) throw new Error("The package does not compile");
  await copyData(outdir);
}

/** `disposable-domains.ts` reads `disposable-domains.bin` by a URL relative to itself. */
async function copyData(outdir: string): Promise<void> {
  const source = join(ROOT, "src");
  for (const file of await readdir(source, { recursive: true })) {
    const module = join(outdir, file.replace(/\.bin$/, ".js"));
    if (file.endsWith(".bin") && existsSync(module)) await copyFile(join(source, file), join(outdir, file));
  }
}
