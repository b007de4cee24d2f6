import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll } from "vitest";
import cdk from "../../../cdk.json" with { type: "json" };
import { posternApp } from "../../../infra/app.ts";
import { FUNCTIONS } from "../../../scripts/functions.ts";

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

/** What a suite synthesizes lies here, and goes with the suite. */
const outputs = mkdtempSync(join(tmpdir(), "postern-infra-"));
afterAll(() => rmSync(outputs, { recursive: true }));

/** The app over bundles that hold one line each: what they say matters to no template. */
export async function appForTests(context: Readonly<Record<string, unknown>> = {}) {
  const folder = await mkdtemp(join(outputs, "app-"));
  const bundlesFolder = join(folder, "functions");
  for (const name of FUNCTIONS) {
    await mkdir(join(bundlesFolder, name), { recursive: true });
    await writeFile(join(bundlesFolder, name, "index.mjs"), `// ${name}\n`);
  }
  const app = posternApp({ bundlesFolder, outdir: join(folder, "cdk.out"), context });
  return { app, folder, remove: () => rm(folder, { recursive: true }) };
}

/** An app with the context of ours and nothing in it yet, for a construct by itself. */
export const appAlone = () => new App({ outdir: mkdtempSync(join(outputs, "alone-")), context: cdk.context });

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
