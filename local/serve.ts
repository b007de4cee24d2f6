import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/** What a server here says. An `HttpResponse` of `src/http` is one. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array;
}

export type Answering = (request: IncomingMessage) => Answer | Promise<Answer>;

/**
 * Turns a function from request to answer into a listener for `node:http`. A client that leaves is nobody's
 * error; whatever else is thrown is told to `report` and answered with a bare 500.
 */
export function serve(answering: Answering, report: (error: unknown) => void): RequestListener {
  return async (request, response) => {
    // Without a listener, a connection reset while a body is being read would end the process.
    request.on("error", () => undefined);
    try {
      send(response, await answering(request));
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      report(error);
      send(response, { status: 500, headers: { "content-type": "text/plain" }, body: "Internal error\n" });
    }
  };
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const hasBody = status !== 204 && status !== 304;
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  response.writeHead(status, {
    ...headers,
    ...(hasBody && { "content-length": length }),
  } as NodeJS.Dict<string>);
  response.end(hasBody ? body : undefined);
}

export const pathOf = (request: IncomingMessage): string => (request.url ?? "/").split("?", 1)[0] ?? "/";
