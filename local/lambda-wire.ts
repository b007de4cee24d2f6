import type { Answer } from "./serve.ts";

/* What the operations of Lambda's API share. */

const ARN_PREFIX = "arn:aws:lambda:us-east-1:000000000000:function:";

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

/** @param segment Of a path, encoded: a function's name or ARN. Undefined when it can be neither. */
export function calledFunction(segment: string): CalledFunction | undefined {
  const called = FUNCTION_NAME.exec(decode(segment))?.groups?.name;
  if (called === undefined) return undefined;
  const name = /^postern-(?<name>.+)-(?:dev|prod)$/.exec(called)?.groups?.name;
  return name === undefined
    ? { name: called, deployedName: `postern-${called}-dev` }
    : { name, deployedName: called };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export const functionArn = (deployedName: string): string => `${ARN_PREFIX}${deployedName}`;

export function lambdaError(status: number, type: string, message: string): Answer {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-errortype": type },
    body: JSON.stringify({ Type: "User", Message: message }),
  };
}

export const functionNotFound = (called: string): Answer =>
  lambdaError(404, "ResourceNotFoundException", `Function not found: ${functionArn(called)}`);
