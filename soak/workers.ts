import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Order } from "./worker.ts";

export interface Workers {
  /** Kills one of those that are at work; another starts in its place. */
  killOne(): void;
  /** How many have been killed. */
  killed(): number;
  /** How many were ended because their invocation took too long. */
  timedOut(): number;
  /** Ends all that still run, each by its own id, and starts no more. */
  endAll(): void;
}

export interface WorkersOptions {
  readonly count: number;
  readonly orderOf: (name: string) => Order;
  readonly random: () => number;
  readonly died: (name: string) => void;
  /** Takes a worker that ended in another way than by a kill. */
  readonly failed: (error: Error) => void;
}

const PROGRAM = fileURLToPath(new URL("worker.ts", import.meta.url));

/** Keeps so many workers running, each a process of its own. */
export function startWorkers({ count, orderOf, random, died, failed }: WorkersOptions): Workers {
  const running = new Map<string, ChildProcess>();
  let [started, killed, ended] = [0, 0, 0];
  let isOver = false;

  const start = () => {
    started += 1;
    const name = `worker-${started}`;
    const child = fork(PROGRAM, [JSON.stringify(orderOf(name))], {
      execArgv: [],
      env: {},
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.once("error", (cause) => {
      running.delete(name);
      failed(new Error(`${name} could not be started`, { cause }));
    });
    running.set(name, child);
    child.once("exit", (code, signal) => {
      running.delete(name);
      died(name);
      if (isOver) return;
      ended += 1;
      if (signal === "SIGKILL") start();
      else failed(new Error(`${name} ended by itself: ${signal ?? code}`));
    });
  };
  for (let place = 0; place < count; place += 1) start();

  return {
    killOne: () => {
      const alive = [...running.values()].filter((child) => !child.killed);
      if (alive[Math.floor(random() * alive.length)]?.kill("SIGKILL")) killed += 1;
    },
    killed: () => killed,
    timedOut: () => ended - killed,
    endAll: () => {
      isOver = true;
      for (const child of running.values()) child.kill("SIGKILL");
    },
  };
}
