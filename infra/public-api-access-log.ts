import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";

/**
 * Enough to see what was refused, by which layer, and how long it took; nothing about whoever asked. Left out: address, user
 * agent, path and query as they were sent (people put addresses there; `resourcePath` is the route), and the key, of which the
 * id is enough.
 */
export const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    atMs: AccessLogField.contextRequestTimeEpoch(),
    method: AccessLogField.contextHttpMethod(),
    route: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    refusedBy: AccessLogField.contextErrorResponseType(),
    functionStatus: AccessLogField.contextIntegrationStatus(),
    latencyMs: AccessLogField.contextResponseLatency(),
    functionLatencyMs: AccessLogField.contextIntegrationLatency(),
    responseBytes: AccessLogField.contextResponseLength(),
    apiKeyId: AccessLogField.contextIdentityApiKeyId(),
    traceId: AccessLogField.contextXrayTraceId(),
  }),
);
