/**
 * For `node --import`: `postern/…` is what stands in `src/package`, so that an example runs as it is, as long as nobody has
 * built and installed the package.
 */
export const SOURCES = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const sources = ${JSON.stringify(new URL("../../../src/package/", import.meta.url).href)};
  registerHooks({
    resolve: (specifier, context, next) => next(specifier.replace(/^postern\\/(.+)$/, sources + "$1.ts"), context),
  });
`)}`;
