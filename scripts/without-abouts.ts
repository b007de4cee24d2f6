import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const ABOUT = /^\s*about:\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'),$/gm;

/**
 * Leaves out what settings are about: those sentences are for the documentation, no function reads them, and each would be
 * read and compiled at every cold start.
 */
export const withoutAbouts: Plugin = {
  name: "without-abouts",
  setup: (build) => {
    build.onLoad({ filter: /[\\/]src[\\/]config[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll(ABOUT, ""),
      loader: "ts",
    }));
  },
};
