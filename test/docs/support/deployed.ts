import { join } from "node:path";
import { Stack } from "aws-cdk-lib";
import { stackOf } from "../../../infra/app.ts";
import { gitHubApp } from "../../../infra/github-app.ts";
import { variableOf } from "../../../scripts/ci/deployment.ts";
import { FUNCTIONS } from "../../../scripts/functions.ts";
import {
  appForTests,
  type Resource,
  type TemplateJson,
  templateOf,
  UNJUDGED,
} from "../../infra/support/synthesized.ts";

/** What is there once Postern and its roles for GitHub are deployed, as their templates say. */
export interface Deployed {
  /** Every parameter and its default; `undefined`: it has none. */
  readonly parameters: ReadonlyMap<string, string | undefined>;
  readonly outputs: ReadonlySet<string>;
  /** What may stand behind a command or an option: `--function-name`, `cdk destroy`. */
  readonly behind: Readonly<Record<string, readonly string[]>>;
  /** Every name with a stage in it. */
  readonly names: readonly string[];
}

const NAMING = {
  "--function-name": ["AWS::Lambda::Function", "FunctionName"],
  "--table-name": ["AWS::DynamoDB::Table", "TableName"],
  "--secret-id": ["AWS::SecretsManager::Secret", "Name"],
  "--log-group-name": ["AWS::Logs::LogGroup", "LogGroupName"],
  "--queue-name": ["AWS::SQS::Queue", "QueueName"],
} as const;
/** The stack that `cdk bootstrap` makes. */
const BOOTSTRAP = "CDKToolkit";
/** What the workflows themselves read, beside parameters. */
const VARIABLES = ["AWS_ROLE_ARN", "AWS_REGION"];
const STAGED = /(?:\/aws\/[a-z]+\/)?\b[Pp]ostern[-/](?:[\w-]+-)?(?:dev|prod)\b/g;

/**
 * @param context what a document shows for `cdk.json`.
 * @throws Error when the app refuses it.
 */
export async function deployedWith(context: Readonly<Record<string, unknown>>): Promise<Deployed> {
  const { app, folder, remove } = await appForTests({ ...context, partnerKey: true });
  const roles = gitHubApp({ outdir: join(folder, "github.out"), ...UNJUDGED }).node.children.filter(
    Stack.isStack,
  );
  // What several have is as in the last of them: CloudFront changes defaults of prod.
  const stacks = [...roles, stackOf(app, "prod"), stackOf(app, "dev")];
  const templates = stacks.map(templateOf);
  await remove();

  const parameters = new Map(templates.flatMap(parametersOf));
  const stackNames = stacks.map(({ stackName }) => stackName);
  return {
    parameters,
    outputs: new Set(templates.flatMap(({ Outputs }) => Object.keys(Outputs))),
    behind: {
      ...namesByOption(templates.flatMap(({ Resources }) => Object.values(Resources))),
      "--stack-name": [...stackNames, BOOTSTRAP],
      "cdk (?:deploy|destroy|diff|import)": stackNames,
      "--parameters": [...parameters.keys()],
      "gh (?:variable|secret) set": [...VARIABLES, ...[...parameters.keys()].map(variableOf)],
      "sam local invoke": FUNCTIONS.map((name) => `${name[0]?.toUpperCase()}${name.slice(1)}Function`),
    },
    names: JSON.stringify(templates).match(STAGED) ?? [],
  };
}

const parametersOf = ({ Parameters }: TemplateJson) =>
  Object.entries(Parameters).map(([name, { Default }]): [string, string | undefined] => [
    name,
    Default === undefined ? undefined : String(Default),
  ]);

const namesByOption = (resources: readonly Resource[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(NAMING).map(([option, [type, property]]) => [
      option,
      resources.filter(({ Type }) => Type === type).map(({ Properties }) => String(Properties[property])),
    ]),
  );
