import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  App,
  type AppProps,
  CloudFormationValidatePlugin,
  type IPolicyValidationPlugin,
  type Stack,
  Validations,
} from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import cdk from "../../../cdk.json" with { type: "json" };
import { posternApp } from "../../../infra/app.ts";
import { FUNCTIONS } from "../../../scripts/functions.ts";
import { atTheEndOfEachFile } from "../../support/end-of-file.ts";

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
}

export interface TemplateJson {
  readonly Parameters: Readonly<
    Record<
      string,
      { readonly Default?: string; readonly NoEcho?: boolean; readonly AllowedValues?: readonly unknown[] }
    >
  >;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** What a test file synthesizes lies in one folder, and goes with the file. */
let made: string | undefined;
const outputs = () => {
  made ??= mkdtempSync(join(tmpdir(), "postern-infra-"));
  return made;
};
atTheEndOfEachFile(() => {
  if (made !== undefined) rmSync(made, { recursive: true });
  made = undefined;
});

type Context = Readonly<Record<string, unknown>>;

/**
 * CDK's validator takes ten seconds of processor time before it says its first word. It judges what is synthesized in
 * `validators.test.ts`, once; where templates are only read, it is left out.
 */
export const UNJUDGED = { builtinCloudFormationValidation: false };

/** The app over bundles that hold one line each: what they say matters to no template. */
export const appForTests = (context: Context = {}) => appWith({ context, ...UNJUDGED });

/** The same app, which CDK's validator judges when it is synthesized. */
export const judgedApp = async (context: Context = {}): Promise<App> =>
  judged((await appWith({ context })).app);

/** CDK's validator, as every app has it; one for all, because each loads its rules anew. */
export const validator = new CloudFormationValidatePlugin();

export function judged(app: App): App {
  Validations.of(app).addPlugins(validator as IPolicyValidationPlugin);
  return app;
}

async function appWith(props: AppProps) {
  const folder = await mkdtemp(join(outputs(), "app-"));
  const bundlesFolder = join(folder, "functions");
  for (const name of FUNCTIONS) {
    await mkdir(join(bundlesFolder, name), { recursive: true });
    await writeFile(join(bundlesFolder, name, "index.mjs"), `// ${name}\n`);
  }
  const app = posternApp({ bundlesFolder, outdir: join(folder, "cdk.out"), ...props });
  return { app, folder, remove: () => rm(folder, { recursive: true }) };
}

/** An app with the context of ours and nothing in it yet, for a construct by itself. */
export const appAlone = () =>
  new App({ outdir: mkdtempSync(join(outputs(), "alone-")), context: cdk.context, ...UNJUDGED });

export const templateOf = (stack: Stack) => Template.fromStack(stack).toJSON() as TemplateJson;

/** Every finding of every rule, warnings too, as the report has them. */
export async function findingsIn(app: App): Promise<readonly string[]> {
  synthesize(app);
  const text = await readFile(join(app.outdir, "validation-report.json"), "utf8");
  const { pluginReports } = JSON.parse(text) as Report;
  return pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly { readonly ruleName: string }[];
  }[];
}

/** An app that fails its validation throws, with the report written. */
function synthesize(app: App): void {
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof Error && error.name === "ValidationFailed")) throw error;
  }
}
