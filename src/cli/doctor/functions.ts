import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { AwsConnection } from "../../aws/connection.ts";
import { deployedName, type Suffix } from "../deployed-name.ts";
import { type Answer, ask, askingConfig, notSeen } from "./ask.ts";
import type { DeployedFunction } from "./deployment.ts";
import { type Finding, failure, ok, warning } from "./finding.ts";
import { permission } from "./permission.ts";
import { type Environment, FUNCTION_NAMES, type FunctionName, READING, type SettingsOf } from "./schemas.ts";

const GET_CONFIGURATION = permission(
  "lambda:GetFunctionConfiguration",
  (suffix) => `*:*:function:${deployedName("*", suffix)}`,
);

export const FUNCTION_PERMISSIONS = [GET_CONFIGURATION];

type Configuration = DeployedFunction & { readonly env: Environment };
export type FunctionAnswers = Readonly<Record<FunctionName, Answer<Configuration>>>;

/** Asks Lambda for every function there may be. */
export async function askForFunctions(connection: AwsConnection, suffix: Suffix): Promise<FunctionAnswers> {
  const configuration = configurations(connection, suffix);
  const answers = FUNCTION_NAMES.map(async (name) => [name, await configuration(name)] as const);
  return Object.fromEntries(await Promise.all(answers)) as FunctionAnswers;
}

/** Asks Lambda for one function. */
export const askForFunction = (
  connection: AwsConnection,
  name: FunctionName,
  suffix: Suffix,
): Promise<Answer<Configuration>> => configurations(connection, suffix)(name);

function configurations(connection: AwsConnection, suffix: Suffix) {
  const lambda = new LambdaClient(askingConfig(connection));
  return (name: FunctionName) =>
    ask(GET_CONFIGURATION, async (limit): Promise<Configuration> => {
      const FunctionName = deployedName(name, suffix);
      const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }), limit);
      const { FunctionArn: arn = "", LastModified = "", Environment } = found;
      // Lambda sets the region itself, at run time, and does not tell it.
      const env = { AWS_REGION: connection.region, ...Environment?.Variables };
      return { arn, lastModifiedMs: Date.parse(LastModified), env };
    });
}

export const isAbsent = (answer: Answer<unknown>) => !answer.answered && answer.error === "ResourceNotFound";

/** Settings are read as the function reads them, so that what would stop it from starting is said here. */
export function judgeFunctions(answers: FunctionAnswers): {
  readonly settings: Partial<SettingsOf>;
  readonly findings: readonly Finding[];
} {
  const settings: Record<string, unknown> = {};
  const findings: Finding[] = [];
  const absent = FUNCTION_NAMES.filter((name) => isAbsent(answers[name]));
  for (const name of FUNCTION_NAMES) {
    const answer = answers[name];
    if (isAbsent(answer)) continue;
    if (!answer.answered) {
      findings.push(notSeen("function", `The function ${name}`, answer));
      continue;
    }
    const read = READING[name](answer.value.env);
    if (read.ok) {
      settings[name] = read.settings;
      findings.push(ok("settings", `${name} is deployed, and its settings make sense.`));
    } else {
      for (const { setting, fault, remedy } of read.faults)
        findings.push(failure("settings", `${name} cannot start: ${setting} ${fault}.`, remedy));
    }
  }
  return { settings, findings: [...findings, ...absentFindings(absent)] };
}

function absentFindings(absent: readonly FunctionName[]): readonly Finding[] {
  if (absent.length === 0) return [];
  const says = `Not deployed: ${absent.join(", ")}.`;
  const remedy = "Deploy first, and set AWS_REGION to its region.";
  return [
    absent.length === FUNCTION_NAMES.length
      ? failure("deployed", `Nothing is deployed here: ${absent.join(", ")}.`, remedy)
      : warning("deployed", says, "Deploy the whole stack, unless you leave them out on purpose."),
  ];
}
