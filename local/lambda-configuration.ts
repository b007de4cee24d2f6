import type { IncomingMessage } from "node:http";
import type { Environment } from "./deploy.ts";
import { calledFunction, functionArn, functionNotFound, lambdaError } from "./lambda-wire.ts";
import { type Answer, pathOf } from "./serve.ts";
import { signatureFault } from "./signature.ts";

export const TAGS_PREFIX = "/2017-03-31/tags/";

const CONFIGURATION = /^\/2015-03-31\/functions\/(?<called>[^/]+)\/configuration$/;
const TAGS = /^\/2017-03-31\/tags\/(?<called>[^/]+)$/;

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
    const { name, deployedName } = calledFunction(called) ?? { name: called, deployedName: called };
    const found = functions.get(name);
    return found === undefined
      ? functionNotFound(deployedName)
      : answer(describe(deployedName, found, deployedAtMs));
  };
  const tags = (called: string) => {
    const { name, deployedName } = calledFunction(called) ?? { name: called, deployedName: called };
    if (!/^arn(?::|%3A)/i.test(called))
      return lambdaError(400, "InvalidParameterValueException", "ListTags takes the ARN of a function.");
    if (!functions.has(name)) return functionNotFound(deployedName);
    return answer({ Tags: { project: "postern", stage: deployedName.endsWith("-prod") ? "prod" : "dev" } });
  };

  return {
    find: (request) => {
      const path = pathOf(request);
      const configured = CONFIGURATION.exec(path)?.groups?.called;
      const tagged = TAGS.exec(path)?.groups?.called;
      if (request.method !== "GET" || (configured ?? tagged) === undefined) return undefined;
      const unsigned = signatureFault(request, "lambda");
      if (unsigned !== undefined) return lambdaError(403, `${unsigned.code}Exception`, unsigned.message);
      return configured === undefined ? tags(tagged ?? "") : configuration(configured);
    },
  };
}

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

const answer = (body: object): Answer => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
