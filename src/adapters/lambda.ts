import type { HttpRequest, HttpResponse } from "../http/message.ts";

/** A payload that API Gateway (REST v1, HTTP v2), a function URL or an ALB sends, as far as it is read here. */
interface HttpEvent {
  readonly version?: string;
  readonly httpMethod?: string;
  readonly path?: string;
  readonly rawPath?: string;
  readonly rawQueryString?: string;
  readonly headers?: Texts | null;
  readonly multiValueHeaders?: Lists | null;
  readonly queryStringParameters?: Texts | null;
  readonly multiValueQueryStringParameters?: Lists | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly elb?: object;
    readonly identity?: { readonly sourceIp?: string };
    readonly http?: { readonly method?: string; readonly sourceIp?: string };
  };
}
type Texts = Readonly<Record<string, string | undefined>>;
type Lists = Readonly<Record<string, readonly string[] | undefined>>;

/**
 * The request in an event, and how an answer to it is written.
 * @throws TypeError when the event is not one of HTTP: then no answer could reach anybody.
 */
export function fromLambdaEvent(event: unknown): {
  readonly request: HttpRequest;
  readonly toResult: (response: HttpResponse) => object;
} {
  const http = (typeof event === "object" && event !== null ? event : {}) as HttpEvent;
  const v2 = http.requestContext?.http;
  const method = v2?.method ?? http.httpMethod;
  if (method === undefined) {
    throw new TypeError("The event is not an HTTP request of API Gateway, a function URL or a load balancer");
  }
  const headers = readHeaders(http);
  const request: HttpRequest = {
    method: method.toUpperCase(),
    path: http.rawPath ?? http.path ?? "/",
    query: readQuery(http),
    headers,
    body: readBody(http),
    clientAddress: clientAddress(http, headers),
  };
  const answersInLists = http.requestContext?.elb !== undefined && Boolean(http.multiValueHeaders);
  return { request, toResult: (response) => toResult(response, answersInLists) };
}

/** v1 keeps the client's casing and repeats; v2 has both folded already. */
function readHeaders({ headers, multiValueHeaders }: HttpEvent): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) read[name.toLowerCase()] = String(value);
  }
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    if (values) read[name.toLowerCase()] = values.join(", ");
  }
  return read;
}

/** Only what the platform wrote: of X-Forwarded-For the last hop, and only where an ALB has just appended it. */
function clientAddress({ requestContext }: HttpEvent, headers: Texts): string | undefined {
  if (requestContext?.elb) return headers["x-forwarded-for"]?.split(",").at(-1)?.trim();
  return requestContext?.http?.sourceIp ?? requestContext?.identity?.sourceIp;
}

/**
 * `Buffer.from` makes garbage of bad base64 and U+FFFD of lone surrogates, silently; both are told by what comes
 * back when the bytes are written out again.
 */
function readBody({ body, isBase64Encoded }: HttpEvent): HttpRequest["body"] {
  if (typeof body !== "string") return new Uint8Array();
  if (!isBase64Encoded) return body.isWellFormed() ? Buffer.from(body, "utf8") : "undecodable";
  const bytes = Buffer.from(body, "base64");
  return bytes.toString("base64") === body ? bytes : "undecodable";
}

/**
 * v2 has the query as the client wrote it, v1 has its decoded parts, an ALB its parts as the client wrote them. An ALB whose
 * target group has multi-value headers sends lists alone. Of a repeated name the last value counts, as v1 has it.
 */
function readQuery(event: HttpEvent): HttpRequest["query"] {
  if (event.rawQueryString !== undefined) return parseQuery(event.rawQueryString);
  const parts = queryParts(event);
  if (event.requestContext?.elb === undefined) return Object.fromEntries(parts);
  return parseQuery(parts.map(([name, value]) => `${name}=${value}`).join("&"));
}

function queryParts(event: HttpEvent): readonly (readonly [name: string, value: string])[] {
  const { queryStringParameters, multiValueQueryStringParameters } = event;
  const given = Object.entries(multiValueQueryStringParameters ?? queryStringParameters ?? {});
  return given.flatMap(([name, values]) => [values ?? []].flat().map((value) => [name, value] as const));
}

const parseQuery = (raw: string) => Object.fromEntries(new URLSearchParams(raw));

function toResult({ status, headers, body }: HttpResponse, inLists: boolean): object {
  const result = { statusCode: status, body, isBase64Encoded: false };
  if (!inLists) return { ...result, headers };
  const lists = Object.entries(headers).map(([name, value]) => [name, [value]]);
  return { ...result, multiValueHeaders: Object.fromEntries(lists) };
}
