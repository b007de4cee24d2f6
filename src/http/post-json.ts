import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface PostOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connectTimeoutMs: number;
  /** From the moment the connection stands until the whole answer is there. */
  readonly readTimeoutMs: number;
  /** For all of it. Default: no further limit. */
  readonly totalTimeoutMs?: number;
}

export interface Posted {
  readonly status: number;
  readonly body: string;
}

/** A request failed. `arrived: false` means that not a byte of it can have reached the other side. */
export class PostFailed extends Error {
  override readonly name = "PostFailed";
  readonly arrived: boolean;
  readonly code: string;

  constructor(code: string, arrived: boolean, cause?: unknown) {
    super(`The request failed: ${code}`, { cause });
    this.arrived = arrived;
    this.code = code;
  }
}

/** More than any answer of a provider: nobody may fill a function's memory. */
const MAX_ANSWER_BYTES = 1_048_576;

/**
 * One POST of JSON, without redirects and without a retry, that tells apart a request that never left from one whose
 * answer is missing. The global `fetch` does not, and is slower to load.
 * @throws PostFailed
 */
export function postJson(options: PostOptions): Promise<Posted> {
  const { url, headers, body, connectTimeoutMs, readTimeoutMs, totalTimeoutMs } = options;
  const isTls = url.protocol === "https:";
  const secured = isTls ? "secureConnect" : "connect";

  return new Promise((resolve, reject) => {
    let connected = false;
    const fail = (code: string, cause?: unknown) => {
      reject(new PostFailed(code, connected, cause));
      sent.destroy();
    };
    const sent = (isTls ? requestHttps : requestHttp)(url, {
      method: "POST",
      agent: false,
      headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
    });
    let timer = setTimeout(() => fail("CONNECT_TIMEOUT"), connectTimeoutMs);
    const inAll = totalTimeoutMs && setTimeout(() => fail("READ_TIMEOUT"), totalTimeoutMs);

    sent.on("socket", (socket) => {
      socket.once(secured, () => {
        connected = true;
        clearTimeout(timer);
        timer = setTimeout(() => fail("READ_TIMEOUT"), readTimeoutMs);
      });
    });
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) fail("ANSWER_TOO_LARGE");
        else chunks.push(chunk);
      });
      response.on("end", () => {
        if (!response.complete) return fail("ANSWER_CUT_OFF");
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") });
      });
      response.on("error", (error) => fail("ANSWER_CUT_OFF", error));
    });
    sent.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "REQUEST_FAILED", error));
    sent.on("close", () => {
      clearTimeout(timer);
      clearTimeout(inAll);
    });
    sent.end(body);
  });
}
