import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy in front of a DynamoDB that writes down which operations went through. */
export interface Wire {
  readonly url: string;
  /** Operations since it was last asked, in order. */
  operations(): readonly string[];
  close(): void;
}

export async function recordingWire(target: string): Promise<Wire> {
  let operations: string[] = [];
  const server = createServer((incoming, outgoing) => {
    operations.push(String(incoming.headers["x-amz-target"]).split(".").at(-1) ?? "");
    const { method = "POST", url = "/", headers } = incoming;
    const onward = forward(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", (error) => outgoing.destroy(error));
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    operations: () => {
      const sinceLast = operations;
      operations = [];
      return sinceLast;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
