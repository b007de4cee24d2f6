import { join } from "node:path";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");

/** The script that pages load. It is committed, so that the folder of the example works wherever it is copied to. */
export const BROWSER_SCRIPT = "examples/signup/email-suggestion.js";

const SOURCE = "src/email/suggestion.ts";
const HEADER = `// Generated from ${SOURCE}, the code that the server runs. Do not edit; renew it with: npm run docs`;

/** What {@link BROWSER_SCRIPT} has to hold: the suggestion with all that it imports, as one readable module. */
export async function browserScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    absWorkingDir: ROOT,
    banner: { js: HEADER },
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
}
