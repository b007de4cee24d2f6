import { importsOf, readSources } from "../architecture/imports.ts";

/** What starts a server, a process or a browser. */
const SLOW = [
  ...["node:child_process", "node:dgram", "node:http", "node:net", "node:worker_threads"],
  ...["aws-cdk-lib", "aws-cdk-lib/assertions", "esbuild", "express", "fastify", "playwright-core"],
];

/**
 * The test files that start no server, no process and no browser, as their imports show. `src` is passed over: a function that
 * is loaded there starts nothing by itself, and `no-servers.ts` fails the file that this list is wrong about.
 */
export function fastFiles(): string[] {
  const sources = readSources("test", "local", "scripts", "infra", "soak", "bench");
  const imports = Map.groupBy(importsOf(sources), ({ from }) => from);
  const slow = new Set<string>();
  /** Until a round finds nothing new: imports may go in circles. */
  for (let before = -1; before !== slow.size; ) {
    before = slow.size;
    for (const [file, all] of imports) {
      if (all.some(({ to }) => SLOW.includes(to) || slow.has(to))) slow.add(file);
    }
  }
  return [...sources.keys()].filter((file) => file.endsWith(".test.ts") && !slow.has(file)).sort();
}
