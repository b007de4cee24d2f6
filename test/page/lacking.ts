/**
 * Runs in the page: takes away what older browsers lack, such as `AbortSignal.timeout`. With `addInitScript` before anything of
 * the page runs, with `evaluate` from now on and until the page is left.
 */
export function lack(paths: readonly string[]): void {
  for (const path of paths) {
    const names = path.split(".");
    const last = names.pop() ?? "";
    const owner = names.reduce<object>((part, name) => Reflect.get(part, name), window);
    Reflect.deleteProperty(owner, last);
  }
}
