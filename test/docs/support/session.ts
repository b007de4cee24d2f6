import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Checkout } from "./checkout.ts";
import { endGroup } from "./end-group.ts";

export interface Ran {
  /** On both outputs, as a terminal shows it. */
  readonly printed: string;
  /** How it went wrong, if it did. The session is over then. */
  readonly failure: string | undefined;
}

export interface Session {
  run(commands: string, env: Readonly<Record<string, string>>): Promise<Ran>;
  close(): void;
}

/** One shell for all commands of a document: what one block sets, the next has. The first command that fails ends it. */
export async function startSession({ folder, env }: Checkout, timeLimitMs: number): Promise<Session> {
  const scripts = await mkdtemp(join(folder, ".session-"));
  const bash = spawn("bash", ["-e", "-o", "pipefail"], {
    cwd: folder,
    env,
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  const ends = createInterface(bash.stdout);
  const closed = once(bash, "close").then(([code]) => `it ended with ${code}`);
  // Whatever is still to be read is not read by a shell that has ended.
  bash.stdin.on("error", () => undefined);
  let count = 0;
  return {
    run: async (commands, variables) => {
      count += 1;
      const [script, output] = [join(scripts, `${count}.sh`), join(scripts, `${count}.out`)];
      const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
      await writeFile(script, `${commands}\n`);
      const ended = once(ends, "line").then(() => undefined);
      bash.stdin.write(
        `${[...exports, `source '${script}' </dev/null >'${output}' 2>&1`, "echo"].join("\n")}\n`,
      );
      const timeOut = Promise.withResolvers<string>();
      const timer = setTimeout(
        () => timeOut.resolve(`it had not ended after ${timeLimitMs} ms`),
        timeLimitMs,
      );
      const failure = await Promise.race([ended, closed, timeOut.promise]);
      clearTimeout(timer);
      return { printed: await readFile(output, "utf8"), failure };
    },
    close: () => endGroup(bash),
  };
}
