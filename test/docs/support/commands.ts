import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./documents.ts";
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
/** Why commands are not run. The last two say what runs them then. */
const REASONS = [
  /^needs an AWS account$/,
  /^needs a GitHub repository$/,
  /^needs Docker and the SAM CLI$/,
  /^takes minutes: (?<elsewhere>\S+)$/,
  /^is run by another test: (?<elsewhere>\S+)$/,
];
const START = /^(?:npm ci && )?(?<command>(?:[A-Z][A-Z_]*=\S+ )*npm start)$/;
const SHOWN = "# →";

/** What is to be done with a block of commands. `output` is the block right beneath it, which shows what they print. */
export function planOf({ text, remark }: Fence, output: string | undefined): Plan {
  const reason = REMARK.exec(remark ?? "")?.groups?.reason;
  if (reason !== undefined) return notRun(reason);
  const command = START.exec(text.trim())?.groups?.command;
  if (command !== undefined) return { is: "start", command };
  return { is: "steps", steps: stepsOf(text, output) };
}

function notRun(reason: string): Plan {
  const known = REASONS.map((each) => each.exec(reason)).find((match) => match !== null);
  if (known === undefined)
    return { is: "wrong", why: `"${reason}" is none of the reasons in test/docs/support/commands.ts` };
  const elsewhere = known.groups?.elsewhere;
  if (elsewhere === undefined || existsSync(join(ROOT, elsewhere))) return { is: "not-run" };
  return { is: "wrong", why: `nothing runs these commands: there is no ${elsewhere}` };
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
