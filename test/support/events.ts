import type { Ask, Reply } from "./exchange.ts";

/** What a REST API (payload 1.0) makes of a request: header names as the client wrote them, each one twice. */
export function eventV1(ask: Ask) {
  const [path = "", query = ""] = ask.path.split("?");
  const headers = Object.entries(ask.headers).map(([name, value]) => [titleCase(name), value] as const);
  return {
    resource: path,
    path,
    httpMethod: ask.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
    queryStringParameters: query === "" ? null : Object.fromEntries(new URLSearchParams(query)),
    multiValueQueryStringParameters: query === "" ? null : lists(new URLSearchParams(query)),
    requestContext: { stage: "prod", identity: { sourceIp: ask.from } },
    ...bodyOf(ask),
  };
}

/** What an HTTP API or a function URL (payload 2.0) makes of it. */
export function eventV2(ask: Ask) {
  const [path = "", query = ""] = ask.path.split("?");
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    headers: ask.headers,
    requestContext: { stage: "$default", http: { method: ask.method, path, sourceIp: ask.from } },
    ...bodyOf(ask),
  };
}

/** What a load balancer makes of it: the connection's address stands behind whatever the client claimed. */
export function eventAlb(ask: Ask) {
  const [path = "", query = ""] = ask.path.split("?");
  const { "x-forwarded-for": claimed, ...headers } = ask.headers;
  return {
    requestContext: {
      elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-north-1:1:targetgroup/t/1" },
    },
    httpMethod: ask.method,
    path,
    queryStringParameters: Object.fromEntries(undecoded(query)),
    headers: { ...headers, "x-forwarded-for": [claimed, ask.from].filter(Boolean).join(", ") },
    ...bodyOf(ask),
  };
}

/** What a load balancer makes of it whose target group has multi-value headers: lists, and nothing but lists. */
export function eventAlbLists(ask: Ask) {
  const { headers, queryStringParameters: _, ...event } = eventAlb(ask);
  return {
    ...event,
    multiValueQueryStringParameters: lists(undecoded(ask.path.split("?")[1] ?? "")),
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  };
}

function lists(pairs: Iterable<readonly [string, string]>): Record<string, readonly string[]> {
  const byName = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...byName].map(([name, all]) => [name, all.map(([, value]) => value)]));
}

/** The parts of a query as the client wrote them: a load balancer decodes neither names nor values. */
const undecoded = (query: string): readonly (readonly [string, string])[] =>
  query
    .split("&")
    .filter(Boolean)
    .map((pair) => [pair.split("=")[0] ?? "", pair.split("=").slice(1).join("=")]);

/** A function answers both payload versions in the same form. */
export function replyOf(result: unknown): Reply {
  const { statusCode, headers, body } = result as {
    statusCode: number;
    headers: Readonly<Record<string, string>>;
    body: string;
  };
  return { status: statusCode, headers, body };
}

/** Text goes as text; what is not UTF-8 goes as base64. */
function bodyOf({ body }: Ask) {
  if (body === undefined) return { body: null, isBase64Encoded: false };
  if (typeof body === "string") return { body, isBase64Encoded: false };
  return { body: Buffer.from(body).toString("base64"), isBase64Encoded: true };
}

const titleCase = (name: string) => name.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
