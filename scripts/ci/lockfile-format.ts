import { readFile } from "node:fs/promises";

/** One entry of `packages`. npm leaves `resolved` out for what comes from the registry that it is set to (`.npmrc`). */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly link?: boolean;
}

/** A package-lock.json, by where each package is installed. The root stands under the empty path. */
export interface Lockfile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export const readLockfile = async (path: string): Promise<Lockfile> =>
  JSON.parse(await readFile(path, "utf8")) as Lockfile;

/** `node_modules/a/node_modules/@b/c` installs `@b/c`. */
export const nameAt = (path: string) =>
  path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

export const installed = ({ packages }: Lockfile) => Object.entries(packages).filter(([path]) => path !== "");
