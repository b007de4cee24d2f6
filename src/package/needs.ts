/**
 * Loads what needs a package that not everybody has.
 * @throws Error that names the package, when it is not installed.
 */
export async function needs<T>(packageName: string, subpath: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing) throw cause;
    throw new Error(`${subpath} needs the package ${packageName}: npm install ${packageName}`, { cause });
  }
}
