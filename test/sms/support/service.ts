import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { type Listening, listen } from "../../../local/listen.ts";

/** A request as a stand-in reads it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Writes an answer, or leaves it. */
export type Respond = (response: ServerResponse, received: Received) => void;

export const answers =
  (status: number, type: string, body: string): Respond =>
  (response) =>
    void response.writeHead(status, { "content-type": type }).end(body);

/** Never answers. */
export const hangs: Respond = () => undefined;
/** Takes the request, then cuts the connection. */
export const resets: Respond = (response) => void response.socket?.resetAndDestroy();
/** Closes the connection in the middle of an answer. */
export const cutsOff: Respond = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 1_000 });
  response.write('{"http_code":200,', () => response.destroy());
};

/** One server whose behaviour a test may change, and which writes down how often it was asked. */
export interface Service extends Listening {
  readonly asked: () => number;
  /** Until `behave` is called, every request is answered so. */
  misbehave(respond: Respond): void;
  behave(): void;
}

export async function startService(name: string, work: Respond): Promise<Service> {
  let asked = 0;
  let respond = work;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked += 1;
    const { method = "", url: path = "", headers } = request;
    respond(response, { method, path, headers, body: Buffer.concat(chunks).toString("utf8") });
  });
  return {
    ...(await listen(server, 0, `the port of ${name}`)),
    asked: () => asked,
    misbehave: (other) => {
      respond = other;
    },
    behave: () => {
      respond = work;
    },
  };
}
