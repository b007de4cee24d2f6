import type { RequestListener, ServerResponse } from "node:http";
import { crc32 } from "node:zlib";

const DESCRIBE_TTL = "DynamoDB_20120810.DescribeTimeToLive";
const DESCRIBE_TABLE = "DynamoDB_20120810.DescribeTable";

/**
 * Puts `DescribeTimeToLive` in front of an engine that does not know it: the engine describes the table, refusals and all, and
 * what it found is replaced. Every table has its time to live on the attribute `ttl`, or none has.
 */
export const knowingTimeToLive =
  (isOn: () => boolean, engine: RequestListener): RequestListener =>
  (request, response) => {
    if (request.headers["x-amz-target"] === DESCRIBE_TTL) {
      request.headers["x-amz-target"] = DESCRIBE_TABLE;
      replaceAnswer(response, isOn);
    }
    engine(request, response);
  };

function replaceAnswer(response: ServerResponse, isOn: () => boolean): void {
  const end = response.end.bind(response);
  response.end = (found: unknown) => {
    if (response.statusCode !== 200) return end(found);
    const description = isOn()
      ? { TimeToLiveStatus: "ENABLED", AttributeName: "ttl" }
      : { TimeToLiveStatus: "DISABLED" };
    const body = JSON.stringify({ TimeToLiveDescription: description });
    response.setHeader("content-length", Buffer.byteLength(body));
    response.setHeader("x-amz-crc32", crc32(body));
    return end(body);
  };
}
