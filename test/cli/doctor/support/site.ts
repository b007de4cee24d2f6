import { createServer } from "node:http";
import { listen } from "../../../../local/listen.ts";

export interface Told {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Whatever may stand where a form should: it answers every request the same, and remembers what pages it was asked by. */
export async function startSite({ status, headers, body }: Told) {
  const origins: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    origins.push(request.headers.origin);
    request.resume();
    response.writeHead(status, headers).end(body);
  });
  return { ...(await listen(server, 0, "the port of a site")), origins };
}
