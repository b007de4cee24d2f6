import type { IncomingMessage } from "node:http";
import { decodeUtf8 } from "../src/http/body.ts";
import { readBody } from "./body.ts";
import type { Lambda } from "./lambda.ts";
import { calledFunction, FUNCTIONS_PREFIX, functionNotFound, lambdaError } from "./lambda-wire.ts";
import { type Answer, type Answering, pathOf } from "./serve.ts";

const INVOCATIONS = new RegExp(`^${FUNCTIONS_PREFIX}(?<called>[^/]+)/invocations$`);

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
  const called = INVOCATIONS.exec(pathOf(request))?.groups?.called;
  if (called === undefined || request.method !== "POST") {
    const message = "Only …/functions/NAME/invocations, …/configuration and …/tags/ARN are answered here.";
    return lambdaError(404, "UnknownOperationException", message);
  }
  const { name } = calledFunction(called);
  if (!lambda.has(name)) return functionNotFound(name);
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
  // Lambda repairs nothing: a payload that is not UTF-8 throughout never reaches the function.
  const eventJson = body.length === 0 ? "{}" : decodeUtf8(body);
  if (eventJson === undefined || !isJson(eventJson)) {
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
