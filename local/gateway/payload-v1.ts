import type { APIGatewayProxyEvent } from "aws-lambda";
import { ACCOUNT_ID } from "../arn.ts";
import type { Answer } from "../serve.ts";
import { type GatewayRequest, valuesByName } from "./request.ts";
import { answerOf, isRecord, isTextRecord } from "./result.ts";

/** The event of a REST API with Lambda proxy integration. */
export function toEventV1(request: GatewayRequest): APIGatewayProxyEvent {
  const { path, method } = request;
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: Object.fromEntries(request.headers),
    multiValueHeaders: grouped(request.headers),
    queryStringParameters: orNull(Object.fromEntries(request.query)),
    multiValueQueryStringParameters: orNull(grouped(request.query)),
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: "local",
      authorizer: null,
      domainName: request.host,
      domainPrefix: "local",
      extendedRequestId: request.id,
      httpMethod: method,
      identity: { ...nobody, sourceIp: request.sourceIp, userAgent: request.userAgent },
      path,
      protocol: request.protocol,
      requestId: request.id,
      requestTime: clfTime(request.receivedAtMs),
      requestTimeEpoch: request.receivedAtMs,
      resourceId: "local",
      resourcePath: path,
      stage: "local",
    },
    body: request.body,
    isBase64Encoded: request.isBase64Encoded,
  };
}

/** The caller as a gateway knows one that did not identify itself. */
const nobody = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/** `{statusCode, headers?, multiValueHeaders?, body?, isBase64Encoded?}`, or undefined: a malformed result. */
export function fromResultV1(result: unknown): Answer | undefined {
  if (!isRecord(result)) return undefined;
  const { headers, multiValueHeaders } = result;
  if (!isTextRecord(headers ?? {}) || !isRecord(multiValueHeaders ?? {})) return undefined;
  return answerOf(result, { ...(headers as object), ...(multiValueHeaders as object) }, "application/json");
}

const grouped = (pairs: GatewayRequest["headers"]) => Object.fromEntries([...valuesByName(pairs)]);

const orNull = <T extends object>(record: T): T | null => (Object.keys(record).length === 0 ? null : record);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The time as web server logs write it: `21/Nov/2026:23:40:01 +0000`. */
export function clfTime(ms: number): string {
  const [year, month, day] = new Date(ms).toISOString().slice(0, 10).split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${new Date(ms).toISOString().slice(11, 19)} +0000`;
}
