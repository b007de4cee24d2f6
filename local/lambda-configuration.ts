import type { IncomingMessage } from "node:http";
import type { Environment } from "./deploy.ts";
import { jsonAnswer } from "./json-answer.ts";
import {
  calledFunction,
  FUNCTIONS_PREFIX,
  functionArn,
  functionNotFound,
  lambdaError,
  TAGS_PREFIX,
} from "./lambda-wire.ts";
import { type Answer, pathOf } from "./serve.ts";
import { refuseUnsigned } from "./signature.ts";

const CONFIGURATION = new RegExp(`^${FUNCTIONS_PREFIX}(?<called>[^/]+)/configuration$`);
const TAGS = new RegExp(`^${TAGS_PREFIX}(?<called>[^/]+)$`);

/** What Lambda can say of a function without running it. */
export interface Configured {
  readonly timeoutSeconds: number;
  readonly environment: Environment;
}

export interface FunctionConfigurations {
  /** Answers `GetFunctionConfiguration` and `ListTags`; undefined when something else is asked. */
  find(request: IncomingMessage): Answer | undefined;
}

/** @param deployedAtMs When the functions were last changed. */
export function functionConfigurations(
  functions: ReadonlyMap<string, Configured>,
  deployedAtMs: number,
): FunctionConfigurations {
  const configuration = (called: string) => {
    const { name, deployedName } = calledFunction(called);
    const found = functions.get(name);
    return found === undefined
      ? functionNotFound(deployedName)
      : jsonAnswer(200, describe(deployedName, found, deployedAtMs));
  };
  const tags = (called: string) => {
    const { name, deployedName } = calledFunction(called);
    if (!/^arn(?::|%3A)/i.test(called))
      return lambdaError(400, "InvalidParameterValueException", "ListTags takes the ARN of a function.");
    if (!functions.has(name)) return functionNotFound(deployedName);
    const stage = deployedName.endsWith("-prod") ? "prod" : "dev";
    return jsonAnswer(200, { Tags: { project: "postern", stage } });
  };

  return {
    find: (request) => {
      const path = pathOf(request);
      const configured = CONFIGURATION.exec(path)?.groups?.called;
      const tagged = TAGS.exec(path)?.groups?.called;
      if (request.method !== "GET" || (configured ?? tagged) === undefined) return undefined;
      const unsigned = refuse(request);
      if (unsigned !== undefined) return unsigned;
      return configured === undefined ? tags(tagged ?? "") : configuration(configured);
    },
  };
}

const refuse = refuseUnsigned("lambda", ({ code, message }) => lambdaError(403, `${code}Exception`, message));

function describe(name: string, { timeoutSeconds, environment }: Configured, deployedAtMs: number) {
  return {
    FunctionName: name,
    FunctionArn: functionArn(name),
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Timeout: timeoutSeconds,
    LastModified: new Date(deployedAtMs).toISOString().replace("Z", "+0000"),
    Version: "$LATEST",
    Environment: { Variables: variables(environment) },
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: ["arm64"],
  };
}

/** Lambda puts these into the environment itself, and says them to nobody. */
const RESERVED: readonly string[] = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

const variables = (environment: Environment) =>
  Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value !== undefined && !RESERVED.includes(name)),
  );
