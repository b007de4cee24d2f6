/**
 * The currency of HTTP inside: plain records, so that a whole feature can be called without a port, and so
 * that a refusal never pays for loading the global `Request` (tens of milliseconds of a cold start).
 */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; a repeated header's values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** `"undecodable"`: the transport says that there is a body and what it handed over is not one (bad base64). */
  readonly body: Uint8Array | "undecodable";
  /** The address of the connection, as the platform saw it; never something that the client wrote. */
  readonly clientAddress: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const json = (
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => jsonText(status, JSON.stringify(body), headers);

/** An answer whose JSON is written already. */
export function jsonText(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: { ...headers, "content-type": "application/json", ...notForKeeping }, body };
}

/** Answers are about one visitor: no cache may keep them, no browser guess their type. */
export const notForKeeping = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;
