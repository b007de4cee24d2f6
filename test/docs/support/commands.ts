import { whyNotRunBy } from "./elsewhere.ts";
import type { Fence } from "./markdown.ts";

/** Some commands, and what a document shows that they print. */
export interface Step {
  readonly commands: string;
  readonly shown: string | undefined;
}

export type Plan =
  | { readonly is: "steps"; readonly steps: readonly Step[] }
  | { readonly is: "start"; readonly command: string }
  | { readonly is: "not-run" }
  | { readonly is: "wrong"; readonly why: string };

const REMARK = /^not run: (?<reason>.*)$/;
/** Why commands are not run, and what has to stand in such a block. */
const REASONS: readonly { readonly reason: RegExp; readonly sign: RegExp }[] = [
  { reason: /^needs an AWS account$/, sign: /\b(?:aws|cdk|sam) |--stage (?:dev|prod)\b/ },
  { reason: /^needs a GitHub repository$/, sign: /^(?:gh |git push|npm audit signatures)/m },
  { reason: /^needs a ClickSend account$/, sign: /\bCLICKSEND_API_KEY=/ },
  { reason: /^needs Docker and the SAM CLI$/, sign: /^sam local / },
  { reason: /^needs Next\.js$/, sign: /^curl http:\/\/localhost:3000\// },
  { reason: /^installs from npm$/, sign: /^npm install(?: [\w@/-]+)+$/ },
];
/** Asked on the machine itself, where the local system answers. An origin that is handed over is not asked. */
const LOCAL = /(?<!Origin=http:\/\/)(?:127\.0\.0\.1|\blocalhost\b(?!:3000))/;
const ELSEWHERE = /^(?:takes minutes|is run by another test): (?<file>\S+)$/;
const START = /^(?:npm ci && )?(?<command>(?:[A-Z][A-Z_]*=\S+ )*npm start)$/;
const SHOWN = "# →";

/**
 * What is to be done with a block of commands of a document. `output` is the block right beneath it, which shows what
 * they print.
 */
export function planOf(document: string, { text, remark }: Fence, output: string | undefined): Plan {
  const reason = REMARK.exec(remark ?? "")?.groups?.reason;
  if (reason !== undefined) return notRun(document, reason, text);
  const command = START.exec(text.trim())?.groups?.command;
  if (command !== undefined) return { is: "start", command };
  return { is: "steps", steps: stepsOf(text, output) };
}

function notRun(document: string, reason: string, text: string): Plan {
  const elsewhere = ELSEWHERE.exec(reason)?.groups?.file;
  const why = elsewhere === undefined ? whyRunHere(reason, text) : whyNotRunBy(elsewhere, document, text);
  return why === undefined ? { is: "not-run" } : { is: "wrong", why };
}

function whyRunHere(reason: string, text: string): string | undefined {
  const known = REASONS.find((each) => each.reason.test(reason));
  if (known === undefined) return `"${reason}" is none of the reasons in test/docs/support/commands.ts`;
  return known.sign.test(text) && !LOCAL.test(text) ? undefined : `nothing here ${reason}, or not all of it`;
}

/** Lines that begin with `# →` end a step, and are what it prints. */
function stepsOf(text: string, output: string | undefined): readonly Step[] {
  const steps: Step[] = [];
  let commands: string[] = [];
  let shown: string[] = [];
  const end = (otherwise?: string) => {
    if (commands.length > 0) {
      steps.push({ commands: commands.join("\n"), shown: shown.length > 0 ? shown.join("\n") : otherwise });
    }
    [commands, shown] = [[], []];
  };
  for (const line of text.split("\n")) {
    if (line.startsWith(SHOWN)) shown.push(line.slice(SHOWN.length).trim());
    else {
      if (shown.length > 0) end();
      if (line.trim() !== "") commands.push(line);
    }
  }
  end(output);
  return steps;
}
