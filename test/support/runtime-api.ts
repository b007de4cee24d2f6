import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { listen } from "../../local/listen.ts";

const BOOTSTRAP = fileURLToPath(new URL("lambda-bootstrap.mjs", import.meta.url));

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly settle: PromiseWithResolvers<unknown>;
}

interface LambdaProcessOptions {
  readonly handlerModule: string;
  /** All that the function finds in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** More arguments for Node. */
  readonly execArgv?: readonly string[];
}

/** A function in a process of its own, behind Lambda's Runtime API. */
export async function startLambdaProcess({ handlerModule, env, cwd, execArgv = [] }: LambdaProcessOptions) {
  const waiting: Invocation[] = [];
  const running = new Map<string, Invocation>();
  let idle: ServerResponse | undefined;
  let invocations = 0;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined); // told to whoever invokes

  const handOver = () => {
    if (idle === undefined || waiting.length === 0) return;
    const next = waiting.shift() as Invocation;
    running.set(next.id, next);
    idle.setHeader("lambda-runtime-aws-request-id", next.id);
    idle.setHeader("lambda-runtime-deadline-ms", String(Date.now() + 60_000));
    idle.end(JSON.stringify(next.event));
    idle = undefined;
  };

  const server = createServer(async (request, response) => {
    const path = (request.url ?? "").replace("/2018-06-01/runtime/", "");
    if (path === "invocation/next") {
      idle = response;
      return handOver();
    }
    const told = JSON.parse(await textOf(request));
    response.writeHead(202).end();
    if (path === "init/error")
      return failed.reject(new Error(`the function did not start: ${told.errorMessage}`));
    const [, id = "", ending] = path.split("/");
    const { settle } = running.get(id) as Invocation;
    if (ending === "response") settle.resolve(told);
    else settle.reject(new Error(`${told.errorType}: ${told.errorMessage}`));
  });
  const api = await listen(server, 0, "the port of the Runtime API");

  const child: ChildProcess = spawn(process.execPath, [...execArgv, BOOTSTRAP], {
    cwd,
    env: { ...env, HANDLER_MODULE: handlerModule, AWS_LAMBDA_RUNTIME_API: api.url.replace("http://", "") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => {
    written.stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    written.stderr += chunk;
  });
  child.on("exit", (code) => failed.reject(new Error(`the process ended with ${code}: ${written.stderr}`)));

  return {
    invoke: (event: unknown) => {
      invocations += 1;
      const invocation = { id: `request-${invocations}`, event, settle: Promise.withResolvers<unknown>() };
      waiting.push(invocation);
      handOver();
      return Promise.race([invocation.settle.promise, failed.promise]);
    },
    /** The lines of its log so far. */
    lines: () => written.stdout.split("\n").filter(Boolean),
    stderr: () => written.stderr,
    close: async () => {
      child.kill();
      await api.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
