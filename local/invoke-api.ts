import type { IncomingMessage } from "node:http";
import { readBody } from "./body.ts";
import type { Lambda } from "./lambda.ts";
import { type Answer, type Answering, pathOf } from "./serve.ts";

export const INVOKE_PREFIX = "/2015-03-31/functions/";

/** Lambda's limits on what a function may be invoked with. */
const MAX_PAYLOAD_BYTES = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024, DryRun: 6 * 1024 * 1024 };
type InvocationType = keyof typeof MAX_PAYLOAD_BYTES;

/** The Invoke API of Lambda: `POST /2015-03-31/functions/NAME/invocations`. */
export function invokeApi(lambda: Lambda, newId: () => string): Answering {
  return async (request) => {
    // The function sees the same id: whoever calls it can find its log lines.
    const requestId = newId();
    const { headers, ...answer } = await invoke(request, lambda, requestId);
    const always = { "content-type": "application/json", "x-amzn-requestid": requestId };
    return { ...answer, headers: { ...headers, ...always } };
  };
}

async function invoke(request: IncomingMessage, lambda: Lambda, requestId: string): Promise<Answer> {
  const called = /^(?<name>[^/]+)\/invocations$/.exec(pathOf(request).slice(INVOKE_PREFIX.length))?.groups
    ?.name;
  if (called === undefined || request.method !== "POST") {
    return lambdaError(
      404,
      "UnknownOperationException",
      "Only POST …/functions/NAME/invocations is answered here.",
    );
  }
  const name = functionName(called);
  if (name === undefined || !lambda.has(name)) {
    const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name ?? called}`;
    return lambdaError(404, "ResourceNotFoundException", `Function not found: ${arn}`);
  }
  const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (!isInvocationType(type)) {
    const allowed = Object.keys(MAX_PAYLOAD_BYTES).join(", ");
    return lambdaError(400, "InvalidParameterValueException", `Invocation type must be one of ${allowed}.`);
  }
  const body = await readBody(request, MAX_PAYLOAD_BYTES[type]);
  if (body === "too-large") {
    const message = `Request must be smaller than ${MAX_PAYLOAD_BYTES[type]} bytes for the InvokeFunction operation`;
    return lambdaError(413, "RequestTooLargeException", message);
  }
  const eventJson = body.length === 0 ? "{}" : body.toString();
  if (!isJson(eventJson)) {
    return lambdaError(400, "InvalidRequestContentException", "Could not parse request body into json.");
  }

  if (type === "DryRun") return { status: 204, headers: {}, body: "" };
  if (type === "Event") {
    lambda.invokeLater(name, eventJson, requestId);
    return { status: 202, headers: {}, body: "" };
  }
  const invocation = await lambda.invoke(name, eventJson, requestId);
  const headers = { "x-amz-executed-version": "$LATEST" };
  return {
    status: 200,
    headers: invocation.ok ? headers : { ...headers, "x-amz-function-error": "Unhandled" },
    body: invocation.payload,
  };
}

/** Names, whole and partial ARNs, each with or without a qualifier: after the API's own pattern. */
const FUNCTION_NAME =
  /^(?:arn:aws[a-z-]*:lambda:)?(?:[a-z]{2}(?:-[a-z]+)+-\d:)?(?:\d{12}:)?(?:function:)?(?<name>[\w-]+)(?::(?:\$LATEST|[\w-]+))?$/i;

function functionName(called: string): string | undefined {
  const name = FUNCTION_NAME.exec(decode(called))?.groups?.name;
  return name === undefined
    ? undefined
    : (/^postern-(?<name>.+)-(?:dev|prod)$/.exec(name)?.groups?.name ?? name);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const isInvocationType = (type: unknown): type is InvocationType =>
  typeof type === "string" && Object.hasOwn(MAX_PAYLOAD_BYTES, type);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function lambdaError(status: number, type: string, message: string): Answer {
  return {
    status,
    headers: { "x-amzn-errortype": type },
    body: JSON.stringify({ Type: "User", Message: message }),
  };
}
