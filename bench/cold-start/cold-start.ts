import { fileURLToPath } from "node:url";
import type { Children } from "../children.ts";
import type { Plan } from "../plan.ts";
import { ratio, type Section, tenths } from "../report/section.ts";
import { ratios, type Spread, spread } from "../spread.ts";
import { type RuntimeApi, runtimeApi } from "./runtime-api.ts";

/** From starting the process to the first answer, of the built function and of one that does nothing. */
export async function coldStart(children: Children, { runs }: Plan["coldStart"]): Promise<Section> {
  const aws = await children.serve("aws.ts");
  const api = await runtimeApi();
  const env = {
    AWS_LAMBDA_RUNTIME_API: api.address,
    AWS_REGION: "eu-north-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_ENDPOINT_URL: aws.url,
    RATE_TABLE: "bench",
    FROM_EMAIL: "website@example.com",
    ALLOWED_ORIGIN: "https://www.example.com",
  };

  const tookMs = new Map(STARTS.map((start) => [start, [] as number[]]));
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
      `The built function in dist/ against one that only returns, each in a new process under a minimal Lambda runtime, in turn, ${runs} runs each after one that fills the disk cache. Accepted: DynamoDB and SES are one local server that says yes at once, so two calls over the loopback interface are included.`,
    ],
    head: ["function", "ms", "÷ bare"],
    rows: results.map(({ start, series, times }) => [start.name, tenths(spread(series)), ratio(times)]),
    targets: results.flatMap(({ start, times }) => targetOf(start, times)),
  };
}

interface Start {
  readonly name: string;
  readonly module: string;
  readonly body: object;
  readonly status: number;
  /** Most times the bare function's. */
  readonly atMost?: number;
}

const fileAt = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const BOOTSTRAP = fileAt("../../test/support/lambda-bootstrap.mjs");
const CONTACT = fileAt("../../dist/functions/contact/index.mjs");

const submission = { name: "Ada", email: "ada@example.com", message: "Good day", company: "" };
const BARE: Start = { name: "bare", module: fileAt("./bare.mjs"), body: submission, status: 200 };
const STARTS: readonly Start[] = [
  BARE,
  {
    name: "contact, refused before I/O (fields missing)",
    module: CONTACT,
    body: { ...submission, message: "" },
    status: 400,
    atMost: 1.15,
  },
  { name: "contact, accepted", module: CONTACT, body: submission, status: 200, atMost: 3 },
];

async function spawnToAnswer(
  children: Children,
  api: RuntimeApi,
  { name, module, body, status }: Start,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const answer = api.invoke(eventOf(body));
  const startedMs = performance.now();
  const child = children.start(BOOTSTRAP, [], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...env, HANDLER_MODULE: module },
  });
  const ended = new Promise<never>((_, reject) => {
    child.once("exit", () => reject(new Error(`${name}: the process ended without an answer`)));
  });
  const { statusCode } = (await Promise.race([answer, ended])) as { statusCode: number };
  const tookMs = performance.now() - startedMs;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone; // so that its end does not disturb the next start
  if (statusCode !== status) throw new Error(`${name}: expected ${status}, got ${statusCode}`);
  return tookMs;
}

/** As API Gateway writes it (REST, payload 1.0). */
const eventOf = (body: object) => ({
  httpMethod: "POST",
  path: "/contact",
  headers: { "Content-Type": "application/json", Origin: "https://www.example.com" },
  requestContext: { identity: { sourceIp: "203.0.113.7" } },
  body: JSON.stringify(body),
  isBase64Encoded: false,
});

function targetOf({ name, atMost }: Start, times: Spread) {
  if (atMost === undefined) return [];
  const sentence = `${name}: ${times.median.toFixed(2)} times the bare cold start, at most ${atMost} is wanted`;
  return [{ met: times.median <= atMost, sentence }];
}
