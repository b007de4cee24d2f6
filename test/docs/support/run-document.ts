import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Checkout, createCheckout } from "./checkout.ts";
import { planOf, type Step } from "./commands.ts";
import { type Fence, fencesOf } from "./markdown.ts";
import { type Running, startRunning } from "./running.ts";
import { type Session, startSession } from "./session.ts";
import { isAsShown, isJsonAsShown } from "./shown.ts";

const OUTPUTS = ["text", "json"];

interface Options {
  readonly start?: typeof startRunning;
  /** Ends the commands of one block that hang. Default: shortly before a test ends, so that the failure names the block. */
  readonly timeLimitMs?: number;
}

/**
 * Runs the commands of a document, from the first to the last, and tells what is wrong with it, each with its line.
 * A document has a local system of its own, as limits and outboxes are: with its defaults, until a block starts another.
 */
export async function runDocument(
  document: string,
  markdown: string,
  { start = startRunning, timeLimitMs = 50_000 }: Options = {},
): Promise<readonly string[]> {
  const fences = fencesOf(markdown);
  const planned = fences.flatMap((fence, index) => {
    if (fence.language !== "sh") return [];
    const output = outputOf(fences[index + 1]);
    return [{ line: fence.line, plan: planOf(document, fence, output?.text), output }];
  });
  const wrong = planned.flatMap(({ line, plan }) => (plan.is === "wrong" ? [`${line}: ${plan.why}`] : []));
  const anyRuns = planned.some(({ plan }) => plan.is === "steps" || plan.is === "start");
  if (wrong.length > 0 || !anyRuns) return wrong;

  const terminal = await openTerminal({ start, timeLimitMs });
  try {
    for (const { line, plan, output } of planned) {
      const failure =
        plan.is === "start"
          ? await terminal.restart(plan.command)
          : plan.is === "steps"
            ? await terminal.follow(plan.steps, output?.language === "json" ? isJsonAsShown : isAsShown)
            : undefined;
      // The shell is over: what follows would fail for want of what came before.
      if (failure !== undefined) return [`${line}: ${failure}`];
    }
    return [];
  } finally {
    await terminal.close();
  }
}

const outputOf = (next: Fence | undefined) =>
  next?.follows && OUTPUTS.includes(next.language) ? next : undefined;

/** Two terminals, really: the system in one, commands in the other. */
async function openTerminal({ start, timeLimitMs }: Required<Options>) {
  const checkout = await createCheckout();
  const curl = await curlSettings(checkout);
  const session: Session = await startSession(checkout, timeLimitMs);
  let running: Running | undefined;

  const restart = async (command: string): Promise<string | undefined> => {
    await running?.stop();
    running = undefined;
    try {
      running = await start(command, checkout);
      return undefined;
    } catch (error) {
      return `${command}: ${(error as Error).message}`;
    }
  };

  const follow = async (steps: readonly Step[], agrees: typeof isAsShown): Promise<string | undefined> => {
    const cannotStart = running === undefined ? await restart("npm start") : undefined;
    if (running === undefined) return cannotStart;
    for (const { commands, shown } of steps) {
      const env = { ...running.env, CURL_HOME: shown === undefined ? curl.strict : curl.lenient };
      const ran = await session.run(running.here(commands), env);
      const printed = running.documented(ran.printed).trim();
      if (ran.failure !== undefined) return `${commands}\n${ran.failure}:\n${printed}`;
      if (shown !== undefined && !agrees(shown, printed)) {
        return `${commands}\nis shown to print:\n${shown}\nand prints:\n${printed}`;
      }
    }
    return undefined;
  };

  const close = async () => {
    session.close();
    await running?.stop();
    await checkout.remove();
  };
  return { restart, follow, close };
}

/**
 * To curl an answer is an answer. So where a document shows none, one that refuses must fail; and each answer stands
 * on a line of its own.
 */
async function curlSettings({ folder }: Checkout) {
  const always = ["silent", "show-error", 'write-out = "\\n"'];
  const write = async (name: string, settings: readonly string[]) => {
    const home = join(folder, name);
    await mkdir(home);
    await writeFile(join(home, ".curlrc"), settings.join("\n"));
    return home;
  };
  return {
    lenient: await write(".curl-lenient", always),
    strict: await write(".curl-strict", [...always, "fail-with-body"]),
  };
}
