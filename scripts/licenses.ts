import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metafile } from "esbuild";

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * The licences of all packages that went into a bundle, each text once, below the packages that have it: whoever ships a copy
 * must ship those.
 * @throws Error for a package that names no licence.
 */
export async function licensesOf({ inputs }: Metafile, root: string): Promise<string> {
  const folders = new Set(Object.keys(inputs).flatMap((file) => PACKAGE.exec(file)?.[0] ?? []));
  const packages = await Promise.all(
    Array.from(folders)
      .sort()
      .map((folder) => licensed(join(root, folder))),
  );
  const byText = Map.groupBy(packages, ({ text }) => text);
  return [...byText]
    .map(([text, having]) => `${having.map(({ name }) => name).join("\n")}\n\n${text}\n`)
    .join(`\n${"-".repeat(80)}\n\n`);
}

async function licensed(folder: string) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(each));
  if (file === undefined && license === undefined) throw new Error(`${name} names no licence`);
  const text = file === undefined ? `Licence: ${license}` : await readFile(join(folder, file), "utf8");
  return { name: `${name} ${version}`, text: text.trim() };
}
