import type { IncomingMessage } from "node:http";
import { pathOf } from "../serve.ts";

/** A request as a gateway hands it on, before it is written as an event. */
export interface GatewayRequest {
  readonly id: string;
  readonly receivedAtMs: number;
  readonly method: string;
  readonly path: string;
  /** As it was sent, without the `?`. */
  readonly rawQuery: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** In the client's order and casing, with what a gateway adds. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly protocol: string;
  readonly host: string;
  readonly userAgent: string;
  /** The other end of the connection; never what the client wrote. */
  readonly sourceIp: string;
  /** Null when there is none; base64 when it is not text. */
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

/** Headers that speak of one connection: a gateway keeps them to itself. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

export function toGatewayRequest(
  request: IncomingMessage,
  body: Buffer,
  id: string,
  receivedAtMs: number,
): GatewayRequest {
  const rawQuery = (request.url ?? "").split("?").slice(1).join("?");
  const sourceIp = request.socket.remoteAddress ?? "";
  return {
    id,
    receivedAtMs,
    method: request.method ?? "GET",
    path: pathOf(request),
    rawQuery,
    query: [...new URLSearchParams(rawQuery)],
    headers: withForwarding(pairs(request.rawHeaders), sourceIp, request.socket.localPort ?? 0),
    protocol: `HTTP/${request.httpVersion}`,
    host: request.headers.host ?? "",
    userAgent: request.headers["user-agent"] ?? "",
    sourceIp,
    ...encodeBody(body, request.headers["content-type"]),
  };
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, at): [string, string] => [
    rawHeaders[2 * at] ?? "",
    rawHeaders[2 * at + 1] ?? "",
  ]).filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));
}

/** Adds this hop to X-Forwarded-For, on the right of whatever the client claims. */
function withForwarding(headers: [string, string][], sourceIp: string, port: number): [string, string][] {
  const isForwarding = ([name]: [string, string]) => /^x-forwarded-(?:for|port|proto)$/i.test(name);
  const claimed = headers.filter(([name]) => /^x-forwarded-for$/i.test(name)).map(([, value]) => value);
  return [
    ...headers.filter((header) => !isForwarding(header)),
    ["X-Forwarded-For", [...claimed, sourceIp].join(", ")],
    ["X-Forwarded-Port", String(port)],
    ["X-Forwarded-Proto", "http"],
  ];
}

/** In a map, not an object: `__proto__` is a name like any other. */
export function valuesByName(pairs: GatewayRequest["query"]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

const BINARY_TYPES =
  /^(?:image|audio|video|font)\/|^application\/(?:octet-stream|pdf|zip|gzip)\b|^multipart\//i;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function encodeBody(body: Buffer, contentType = ""): Pick<GatewayRequest, "body" | "isBase64Encoded"> {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  const text = BINARY_TYPES.test(contentType) ? undefined : decode(body);
  return text === undefined
    ? { body: body.toString("base64"), isBase64Encoded: true }
    : { body: text, isBase64Encoded: false };
}

function decode(body: Buffer): string | undefined {
  try {
    return strictUtf8.decode(body);
  } catch {
    return undefined;
  }
}
