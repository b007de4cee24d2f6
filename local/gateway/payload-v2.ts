import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { ACCOUNT_ID } from "../arn.ts";
import type { Answer } from "../serve.ts";
import { clfTime } from "./payload-v1.ts";
import { type GatewayRequest, valuesByName } from "./request.ts";
import { answerOf, isRecord, isTextRecord } from "./result.ts";

/** The event of an HTTP API or a function URL, payload format 2.0. */
export function toEventV2(request: GatewayRequest): APIGatewayProxyEventV2 {
  const { path, method } = request;
  const isCookie = ([name]: readonly [string, string]) => name.toLowerCase() === "cookie";
  const cookies = request.headers.filter(isCookie).flatMap(([, value]) => value.split(/; */));
  const query = joined(request.query);
  return {
    version: "2.0",
    routeKey: `ANY ${path}`,
    rawPath: path,
    rawQueryString: request.rawQuery,
    ...(cookies.length > 0 && { cookies }),
    headers: joined(
      request.headers
        .filter((header) => !isCookie(header))
        .map(([name, value]) => [name.toLowerCase(), value]),
    ),
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: "local",
      domainName: request.host,
      domainPrefix: "local",
      http: {
        method,
        path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: request.userAgent,
      },
      requestId: request.id,
      routeKey: `ANY ${path}`,
      stage: "$default",
      time: clfTime(request.receivedAtMs),
      timeEpoch: request.receivedAtMs,
    },
    ...(request.body !== null && { body: request.body }),
    isBase64Encoded: request.isBase64Encoded,
  };
}

/** As the format allows: anything without a `statusCode` is itself the body of a 200. Undefined: malformed. */
export function fromResultV2(result: unknown): Answer | undefined {
  if (!isRecord(result) || result.statusCode === undefined) {
    const body = typeof result === "string" ? result : JSON.stringify(result);
    return { status: 200, headers: { "content-type": "application/json" }, body };
  }
  const { headers = {}, cookies = [] } = result;
  if (!isTextRecord(headers) || !Array.isArray(cookies)) return undefined;
  const all = { ...headers, ...(cookies.length > 0 && { "set-cookie": cookies }) };
  return answerOf(result, all, "text/plain; charset=utf-8");
}

const joined = (pairs: GatewayRequest["headers"]) =>
  Object.fromEntries([...valuesByName(pairs)].map(([name, values]) => [name, values.join(",")]));
