import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Lambda's Runtime API for one invocation at a time. */
export interface RuntimeApi {
  /** host:port, as AWS_LAMBDA_RUNTIME_API holds it. */
  readonly address: string;
  /** Hands this event to whoever asks next. @returns what was answered; rejects when the function reports an error. */
  invoke(event: object): Promise<unknown>;
  close(): void;
}

const DEADLINE_MS = 15_000;

export async function runtimeApi(): Promise<RuntimeApi> {
  let pending: { readonly event: object; settle(path: string, body: string): void } | undefined;

  const server = createServer((request, response) => {
    const path = request.url ?? "";
    if (path.endsWith("/invocation/next")) {
      if (pending === undefined) return; // asked again after its answer: waits until it is ended
      response.setHeader("lambda-runtime-aws-request-id", "bench");
      response.setHeader("lambda-runtime-deadline-ms", String(Date.now() + DEADLINE_MS));
      response.end(JSON.stringify(pending.event));
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      pending?.settle(path, Buffer.concat(chunks).toString());
      pending = undefined;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    address: `127.0.0.1:${port}`,
    invoke: (event) =>
      new Promise((resolve, reject) => {
        const settle = (path: string, body: string) =>
          path.endsWith("/response") ? resolve(JSON.parse(body)) : reject(new Error(`${path}: ${body}`));
        pending = { event, settle };
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
