import { fileURLToPath } from "node:url";
import type { Children } from "../children.ts";
import type { Plan } from "../plan.ts";
import { ratio, type Section, tenths } from "../report/section.ts";
import { ratios, type Spread, spread } from "../spread.ts";
import { type RuntimeApi, runtimeApi } from "./runtime-api.ts";
import { BARE, environment, STARTS, type Start } from "./starts.ts";

/** From starting the process to the first answer, of the built functions and of one that does nothing. */
export async function coldStart(children: Children, { runs }: Plan["coldStart"]): Promise<Section> {
  const aws = await children.serve("aws.ts");
  const api = await runtimeApi();
  const env = { AWS_LAMBDA_RUNTIME_API: api.address, ...environment(aws.url) };

  const tookMs = new Map([BARE, ...STARTS].map((start) => [start, [] as number[]]));
  for (let run = -1; run < runs; run += 1) {
    for (const [start, series] of tookMs) {
      const ms = await spawnToAnswer(children, api, start, env);
      if (run >= 0) series.push(ms); // the first fills the disk cache
    }
  }
  api.close();

  const bare = tookMs.get(BARE) ?? [];
  const results = [...tookMs].map(([start, series]) => ({ start, series, times: ratios(series, bare) }));
  return {
    title: "Cold start: from spawn to answer",
    notes: [
      `The built functions in dist/ against one that only returns, each in a new process under a minimal Lambda runtime, in turn, ${runs} runs each after one that fills the disk cache. Accepted: AWS and ClickSend are one local server that says yes at once. The calls over the loopback interface are included: two for a message of the form, six for a text, two for a call with a key.`,
    ],
    head: ["function", "ms", "÷ bare"],
    rows: results.map(({ start, series, times }) => [start.name, tenths(spread(series)), ratio(times)]),
    targets: results.flatMap(({ start, times }) => targetOf(start, times)),
  };
}

const BOOTSTRAP = fileURLToPath(new URL("../../test/support/lambda-bootstrap.mjs", import.meta.url));

async function spawnToAnswer(
  children: Children,
  api: RuntimeApi,
  { name, module, event, expected }: Start,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const answer = api.invoke(event);
  const startedMs = performance.now();
  const child = children.start(BOOTSTRAP, [], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...env, HANDLER_MODULE: module },
  });
  const ended = new Promise<never>((_, reject) => {
    child.once("exit", () => reject(new Error(`${name}: the process ended without an answer`)));
  });
  const got = (await Promise.race([answer, ended])) as Readonly<Record<string, unknown>>;
  const tookMs = performance.now() - startedMs;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone; // so that its end does not disturb the next start
  for (const [member, value] of Object.entries(expected)) {
    if (got[member] !== value) throw new Error(`${name}: expected ${member} ${value}, got ${got[member]}`);
  }
  return tookMs;
}

function targetOf({ name, atMost }: Start, times: Spread) {
  if (atMost === undefined) return [];
  const sentence = `${name}: ${times.median.toFixed(2)} times the bare cold start, at most ${atMost} is wanted`;
  return [{ met: times.median <= atMost, sentence }];
}
