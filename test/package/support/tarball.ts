import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { buildCommand } from "../../../scripts/build-command.ts";
import { buildPackage } from "../../../scripts/build-package.ts";
import { ROOT } from "../../architecture/imports.ts";
import { removeAtTheEnd } from "../../support/remove-at-the-end.ts";

const run = promisify(execFile);

/** What `npm pack` leaves out by itself, of all that stands beside package.json. */
const PUBLISHED = [
  "package.json",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  "ARCHITECTURE.md",
  "bin",
  "docs",
  "src",
];

export interface Tarball {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly bytes: number;
  /** A fresh app with these files, the package, and links to these packages: nothing else can be imported. */
  install(files: Readonly<Record<string, string>>, packages: readonly string[]): Promise<App>;
}

export interface App {
  readonly folder: string;
  /** Runs a program in the app's folder with the Node that runs these tests. */
  node(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }>;
}

let ofThisWorker: Promise<Tarball> | undefined;

/** The package as it is published, from sources of now. It is built and packed once for all files of a worker. */
export function packed(): Promise<Tarball> {
  ofThisWorker ??= pack();
  return ofThisWorker;
}

async function pack(): Promise<Tarball> {
  const folder = await mkdtemp(join(tmpdir(), "postern-package-"));
  removeAtTheEnd(folder);
  const stage = join(folder, "stage");
  for (const part of PUBLISHED) await cp(join(ROOT, part), join(stage, part), { recursive: true });
  await Promise.all([buildPackage(join(stage, "dist", "lib")), buildCommand(join(stage, "dist", "cli"))]);
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--offline"], { cwd: stage });
  const [{ filename, files, size }] = Object.values(JSON.parse(stdout)) as [PackReport];

  let apps = 0;
  return {
    files,
    bytes: size,
    install: async (texts, packages) => {
      apps += 1;
      const app = join(folder, `app-${apps}`);
      const modules = join(app, "node_modules");
      await mkdir(join(modules, "postern"), { recursive: true });
      await run("tar", [
        "-xzf",
        join(stage, filename),
        "--strip-components=1",
        "-C",
        join(modules, "postern"),
      ]);
      for (const name of packages) {
        await mkdir(dirname(join(modules, name)), { recursive: true });
        await symlink(join(ROOT, "node_modules", name), join(modules, name), "junction");
      }
      for (const [name, text] of Object.entries(texts)) await writeFile(join(app, name), text);
      return { folder: app, node: (...args) => run(process.execPath, args, { cwd: app, env: {} }) };
    },
  };
}

interface PackReport {
  readonly filename: string;
  readonly files: Tarball["files"];
  readonly size: number;
}
