import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The programs that a run of the benchmarks starts. None outlives it. */
export interface Children {
  /** Starts `node script …args`. */
  start(script: string, args: readonly string[], options: SpawnOptions): ChildProcess;
  /**
   * Runs `node script …args` to its end.
   * @returns what it wrote to its standard output.
   * @throws when it fails.
   */
  run(script: string, args: readonly string[]): Promise<string>;
  /** Starts a script of `servers/` and waits until it listens; its standard output goes to /dev/null. */
  serve(script: string, args?: readonly string[]): Promise<ServerChild>;
  /** Starts a script that works on what it is told. Returns how it is asked: one question at a time. */
  ask(script: string): Promise<(question: object) => Promise<unknown>>;
  /** Ends all that still run, each by its own id. */
  endAll(): void;
}

/** A server in its own process. */
export interface ServerChild {
  readonly url: string;
  /** What it did since it was last asked. */
  report(): Promise<ServerReport>;
  end(): void;
}

export interface ServerReport {
  /** Processor time of all its threads, the kernel's part for it included. */
  readonly cpuMicroseconds: number;
  /** Decisions by reason, of a server that makes any. */
  readonly decisions: Readonly<Record<string, number>>;
}

export function createChildren(): Children {
  const running = new Set<ChildProcess>();

  const start: Children["start"] = (script, args, options) => {
    const child = spawn(process.execPath, [script, ...args], options);
    running.add(child);
    child.once("exit", () => running.delete(child));
    return child;
  };

  const startTalking = (script: string, args: readonly string[]) =>
    start(fileURLToPath(new URL(`./servers/${script}`, import.meta.url)), args, {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });

  return {
    start,
    run: async (script, args) => {
      const child = start(script, args, { stdio: ["ignore", "pipe", "pipe"] });
      const [out, err, [code]] = await Promise.all([
        textOf(child.stdout),
        textOf(child.stderr),
        once(child, "exit"),
      ]);
      if (code !== 0) throw new Error(`${script} failed: ${err}`);
      return out;
    },
    serve: async (script, args = []) => {
      const child = startTalking(script, args);
      const { url } = (await answerOf(child, script)) as { url: string };
      const ask = asking(child, script);
      return {
        url,
        report: () => ask("report") as Promise<ServerReport>,
        end: () => void child.kill("SIGKILL"),
      };
    },
    ask: async (script) => {
      const child = startTalking(script, []);
      await answerOf(child, script);
      return asking(child, script);
    },
    endAll: () => {
      for (const child of running) child.kill("SIGKILL");
    },
  };
}

async function textOf(stream: AsyncIterable<Buffer> | null): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const asking = (child: ChildProcess, script: string) => (question: object | string) => {
  const answer = answerOf(child, script);
  child.send(question);
  return answer;
};

/** The child's next message; a child that ends instead is an error, not a wait for ever. */
function answerOf(child: ChildProcess, script: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`${script} ended by itself`));
    child.once("exit", ended);
    child.once("message", (answer) => {
      child.off("exit", ended);
      resolve(answer);
    });
  });
}
