import { arn, REGION } from "./arn.ts";
import { jsonAnswer } from "./json-answer.ts";
import { decodedSegment } from "./request-target.ts";
import type { Answer } from "./serve.ts";

/* What the operations of Lambda's API share. */

export const FUNCTIONS_PREFIX = "/2015-03-31/functions/";
export const TAGS_PREFIX = "/2017-03-31/tags/";

/** Names, whole and partial ARNs, each with or without a qualifier: after the API's own pattern. */
const FUNCTION_NAME =
  /^(?:arn:aws[a-z-]*:lambda:)?(?:[a-z]{2}(?:-[a-z]+)+-\d:)?(?:\d{12}:)?(?:function:)?(?<name>[\w-]+)(?::(?:\$LATEST|[\w-]+))?$/i;

/** A function as a caller names it. */
interface CalledFunction {
  /** As it is known here: `contact`, also when it was called `postern-contact-dev` or `postern-contact-prod`. */
  readonly name: string;
  /** The name that it goes by on AWS. */
  readonly deployedName: string;
}

/** @param segment Of a path, encoded: a function's name or ARN. What can be neither is the name of no function. */
export function calledFunction(segment: string): CalledFunction {
  const called = FUNCTION_NAME.exec(decodedSegment(segment) ?? "")?.groups?.name;
  if (called === undefined) return { name: segment, deployedName: segment };
  const name = /^postern-(?<name>.+)-(?:dev|prod)$/.exec(called)?.groups?.name;
  return name === undefined
    ? { name: called, deployedName: `postern-${called}-dev` }
    : { name, deployedName: called };
}

export const functionArn = (deployedName: string): string =>
  arn("lambda", REGION, `function:${deployedName}`);

/** Unlike other services it says whose fault it is. */
export const lambdaError = (status: number, type: string, message: string): Answer =>
  jsonAnswer(status, { Type: "User", Message: message }, { "x-amzn-errortype": type });

export const functionNotFound = (called: string): Answer =>
  lambdaError(404, "ResourceNotFoundException", `Function not found: ${functionArn(called)}`);
