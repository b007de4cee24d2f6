import type { AwsConnection } from "../../aws/connection.ts";
import { type AwsService, endpointOf } from "../../config/aws.ts";
import { DOCTOR_DNS_SERVERS } from "../../config/doctor.ts";
import type { Failure } from "../command.ts";
import { deployedName, suffixOf } from "../deployed-name.ts";
import type { Service } from "../service.ts";
import { serviceTrouble } from "../service-trouble.ts";
import type { Stage } from "../stage.ts";
import type { DeployedFunction, Deployment } from "./deployment.ts";
import type { Finding } from "./finding.ts";
import { askForFunctions, type FunctionAnswers, isAbsent, judgeFunctions } from "./functions.ts";
import { type Environment, FUNCTION_NAMES, type FunctionName } from "./schemas.ts";
import { SUBJECTS } from "./subjects.ts";

/** What stands under one title. */
export interface Part {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export interface Examination extends Pick<Deployment, "url" | "bundlesFolder" | "nowMs"> {
  readonly stage: Stage;
  /** Where the functions are. */
  readonly lambda: Service;
}

export interface Examined {
  readonly ok: true;
  readonly parts: readonly Part[];
}

/** Looks at everything: first at the functions, which say where the rest is, then at the rest, side by side. */
export async function examine(examination: Examination): Promise<Examined | Failure> {
  const { stage, lambda } = examination;
  const answers = await askForFunctions(lambda.connection, suffixOf(stage));
  const cause = causeOfSilence(answers);
  if (cause !== undefined) {
    const name = deployedName("contact", suffixOf(stage));
    return serviceTrouble(cause, { kind: "function", name, where: lambda.where, stage });
  }
  const { settings, findings } = judgeFunctions(answers);
  const deployment = deploymentOf(answers, settings, examination);
  const parts = SUBJECTS.map(async ({ title, look }) => ({ title, findings: await look(deployment) }));
  const found = [{ title: "Functions", findings }, ...(await Promise.all(parts))];
  return { ok: true, parts: found.filter((part) => part.findings.length > 0) };
}

/** Why Lambda itself cannot be asked. A right that is missing is no such reason: there is more to look at. */
function causeOfSilence(answers: FunctionAnswers): unknown {
  const all = Object.values(answers);
  const isOut = all.every(
    (answer) => !answer.answered && !isAbsent(answer) && answer.error !== "AccessDenied",
  );
  const [first] = all;
  return isOut && first !== undefined && !first.answered ? first.cause : undefined;
}

function deploymentOf(
  answers: FunctionAnswers,
  settings: Deployment["settings"],
  { stage, url, bundlesFolder, nowMs, lambda: { connection } }: Examination,
): Deployment {
  const functions: Partial<Record<FunctionName, DeployedFunction>> = {};
  const environments: Environment[] = [];
  for (const name of FUNCTION_NAMES) {
    const answer = answers[name];
    if (!answer.answered) continue;
    functions[name] = answer.value;
    environments.push(answer.value.env);
  }
  /** What the first of the functions says that says anything. */
  const told = (read: (env: Environment) => string | undefined) => environments.map(read).find(Boolean);
  const endpointFor = (service: AwsService) => told((env) => endpointOf(service, env));
  return {
    ...{ stage, suffix: suffixOf(stage), region: connection.region },
    ...{ functions, settings, bundlesFolder, nowMs },
    absent: FUNCTION_NAMES.filter((name) => isAbsent(answers[name])),
    url: stage === "local" ? (url ?? connection.endpoint) : url,
    nameServers: stage === "local" ? told((env) => env[DOCTOR_DNS_SERVERS])?.split(",") : undefined,
    connection: (service) =>
      service === "LAMBDA" ? connection : elsewhere(connection, stage, endpointFor(service)),
  };
}

/** A service of the same stage. Here nothing may reach AWS, whatever a function was not told. */
const elsewhere = (lambda: AwsConnection, stage: Stage, endpoint: string | undefined): AwsConnection => ({
  ...lambda,
  endpoint: endpoint ?? (stage === "local" ? lambda.endpoint : undefined),
});
