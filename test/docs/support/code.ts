import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./documents.ts";
import { type Fence, fencesOf, proseOf } from "./markdown.ts";

/** What compiles, and how strictly: whoever reads JavaScript has no types to be strict with. */
const STRICTNESS = {
  ts: { strict: true },
  js: { strict: false },
};
/** What is only shown. */
const SHOWN = ["text", "html", "css", "http", "yaml", "toml", "csv"];
/** What another test takes: commands are run. */
const COMMANDS = "sh";

type Language = keyof typeof STRICTNESS;
type Block = Fence & { readonly document: string };

/** What is wrong with the blocks of code of these documents that are not commands. */
export async function faultsInCode(documents: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const blocks = Object.entries(documents).flatMap(([document, markdown]) =>
    fencesOf(markdown).map((fence) => ({ ...fence, document })),
  );
  const unseen = Object.entries(documents).flatMap(([document, markdown]) => unseenCode(document, markdown));
  const languages = Object.keys(STRICTNESS) as Language[];
  const known = [...languages, ...SHOWN, "json", COMMANDS];
  const faults = blocks.flatMap(({ document, line, language, text }) => {
    if (language === "") return [`${document}:${line}: the block does not say what it is: sh, text, json …`];
    if (!known.includes(language)) return [`${document}:${line}: ${language} is none of ${known.join(", ")}`];
    return language === "json" && !isJson(text) ? [`${document}:${line}: this is no JSON`] : [];
  });
  const errors = languages.map((language) =>
    typeErrors(
      blocks.filter((block) => block.language === language),
      STRICTNESS[language],
    ),
  );
  return [...faults, ...unseen, ...(await Promise.all(errors)).flat()];
}

/** Code to whoever reads the document, and none to what looks for blocks here. */
const UNSEEN = /^(?:\s*~~~| {4}|\t|.*<pre\b)/;

const unseenCode = (document: string, markdown: string): readonly string[] =>
  proseOf(markdown)
    .split("\n")
    .flatMap((line, index) =>
      UNSEEN.test(line) ? [`${document}:${index + 1}: to tests this is no code: write \`\`\`sh`] : [],
    );

/** JSON, or several on a line each, in which `…` may stand for a value. */
function isJson(text: string): boolean {
  const whole = text.replaceAll(/(?<=[:[,] ?)…/g, "null");
  return [[whole], whole.split("\n")].some((parts) => parts.every(parses));
}

function parses(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

/** Of no file, or of the configuration. Those of our own sources, here under other options, are of no interest. */
const TROUBLE = /^(?:tsconfig\.json.*: )?error TS\d+: .*$/m;
const ERROR = /^(?<index>\d+)\.ts\((?<line>\d+),\d+\): error (?<code>TS\d+): (?<message>.*)$/gm;
/** A name that the reader brings along. One that is nearly another is TS2552, and a mistake. */
const BROUGHT_ALONG = ["TS2304", "TS18004"];

/**
 * Each block is a module by itself, and finds the package in its sources.
 * @throws Error when the compiler cannot start on them.
 */
async function typeErrors(blocks: readonly Block[], strictness: object): Promise<readonly string[]> {
  if (blocks.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), "postern-docs-"));
  try {
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const code = join(folder, "code");
    await mkdir(code);
    const compilerOptions = { ...OPTIONS, ...strictness };
    const files = blocks.map((_, index) => `${index}.ts`);
    await writeFile(join(code, "package.json"), '{"type":"module"}');
    await writeFile(join(code, "tsconfig.json"), JSON.stringify({ files, compilerOptions }));
    await Promise.all(blocks.map(({ text }, index) => writeFile(join(code, `${index}.ts`), text)));

    const output = await compile(code);
    const trouble = TROUBLE.exec(output)?.[0];
    if (trouble !== undefined) throw new Error(`The compiler did not look at the blocks: ${trouble}`);
    return Array.from(output.matchAll(ERROR), ({ groups = {} }) => groups).flatMap(
      ({ index, line, code, message }) => {
        const block = blocks[Number(index)];
        if (block === undefined || BROUGHT_ALONG.includes(code ?? "")) return [];
        return [`${block.document}:${block.line + Number(line)}: ${message}`];
      },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

const OPTIONS = {
  target: "es2024",
  module: "nodenext",
  moduleDetection: "force",
  lib: ["es2024"],
  types: ["node"],
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  paths: {
    postern: [join(ROOT, "src/package/index.ts")],
    "postern/*": [join(ROOT, "src/package/*.ts")],
  },
};

function compile(folder: string): Promise<string> {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [tsc, "--pretty", "false"], { cwd: folder }, (error, stdout) => {
      // It ends with 1 or 2 where there are errors, which are in its output.
      if (error === null || Number(error.code) > 0) resolve(stdout);
      else reject(error);
    });
  });
}
