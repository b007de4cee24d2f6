import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const CONSTANT = /^const (?<name>_\w+) = (?<text>"\w+");$/gm;
const COMPUTED_KEY = /\[(?<name>_\w+)\]:/g;

/**
 * Writes the keys of the AWS SDK's schemas plainly: `{ [_h]: … }`, where `_h` is a constant, becomes `{ "http": … }`. To
 * compute a key may have an effect, and so the bundler would keep the schemas of all the operations of SES instead of one: 45 KB
 * to be read and compiled by every accepted cold start.
 */
export const plainKeys: Plugin = {
  name: "plain-keys",
  setup: (build) => {
    build.onLoad({ filter: /[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const texts = new Map(Array.from(source.matchAll(CONSTANT), ([, name, text]) => [name, text]));
      return {
        contents: source.replaceAll(COMPUTED_KEY, (key, name: string) =>
          texts.has(name) ? `${texts.get(name)}:` : key,
        ),
      };
    });
  },
};
