import { onTestFinished, type TestContext } from "vitest";
import type { FaultMode } from "../../local/faults.ts";
import { functions as productFunctions } from "../../local/functions.ts";
import { startLocalSystem } from "../../local/system.ts";
import { type RawAnswer, rawRequest } from "./support.ts";

/** Twenty-five minutes before the hour ends. */
const START_MS = Date.UTC(2026, 10, 21, 12, 35);
const SECONDS_LEFT = 1_500;
const EDGE_SECRET = "an-edge-secret-for-this-test";

/** What somebody asks of `/signup`; a body that is no text is sent as JSON. */
interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The address of the network that it comes from, as the edge tells it. Default: this machine's. */
  readonly from?: string;
}

/** A local system that stands at one moment, with sign-ups and all that is known of them within reach. Ends with its test. */
export async function startSignups(
  env: Readonly<Record<string, string>> = {},
  // Tests that run side by side give their own: the one of vitest does not know which of them it is called by.
  onFinished: TestContext["onTestFinished"] = onTestFinished,
  functions = productFunctions,
) {
  const lines: string[] = [];
  const system = await startLocalSystem({
    port: 0,
    dynamodbPort: 0,
    functions,
    env: { EDGE_SECRET, LOG_LEVEL: "debug", ...env },
    nowMs: () => START_MS,
    print: (line) => void lines.push(line),
  });
  onFinished(() => system.close());

  const call = async (path: string, init?: RequestInit): Promise<unknown> => {
    const response = await fetch(`${system.url}/_postern/${path}`, init);
    if (!response.ok) throw new Error(`/_postern/${path} answered ${response.status}`);
    return response.json();
  };
  const ask = ({ method = "POST", headers = {}, body = "", from }: Asking): Promise<RawAnswer> => {
    const viaEdge = { "x-postern-edge": EDGE_SECRET, "cloudfront-viewer-address": `${from}:4711` };
    const all = { "content-type": "application/json", ...(from !== undefined && viaEdge), ...headers };
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    return rawRequest(
      `${system.url}/signup`,
      method,
      Object.entries(all),
      isRaw ? body : JSON.stringify(body),
    );
  };

  return {
    url: system.url,
    secondsLeft: SECONDS_LEFT,
    ask,
    signUp: (email: unknown, from?: string) => ask({ body: { email }, ...(from !== undefined && { from }) }),
    mails: () => system.outbox.list().filter((sent) => sent.channel === "email"),
    setFault: (part: string, mode: FaultMode) =>
      call("faults", { method: "PUT", body: JSON.stringify({ [part]: mode }) }),
    /** Not of what SES tells of mails, which comes when it likes. */
    lastDecision: () => system.decisions.list().findLast(({ gate }) => gate === "signup"),
    /** Everything that was written down: each line of the terminal, and the decisions as the console shows them. */
    written: async () => [...lines, JSON.stringify(await call("decisions"))].join("\n"),
  };
}
