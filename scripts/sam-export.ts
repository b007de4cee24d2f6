import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { stringify } from "yaml";
import type { JsonObject } from "./sam-merge.ts";
import { samTemplate } from "./sam-template.ts";

/**
 * Leaves `template.yaml` and the code of each function in a folder, for the SAM CLI. Whatever else stands there stays: what
 * `sam deploy --guided` was told is in `samconfig.toml`.
 */
export async function exportSam(app: App, folder: string): Promise<void> {
  const { template, bundles } = samTemplate(app);
  await mkdir(folder, { recursive: true });
  for (const [id, bundle] of bundles) {
    // What an earlier build left there would be deployed.
    await rm(join(folder, id), { recursive: true, force: true });
    await cp(bundle, join(folder, id), { recursive: true });
  }
  await writeFile(join(folder, "template.yaml"), HEADER + yamlOf(template));
}

const HEADER = "# Made by `npm run sam` from infra/. Change it there.\n";

/** As CloudFormation and the SAM CLI read it. In YAML 1.1 `2012-10-17` is a date and `on` is true, unless quoted. */
export const yamlOf = (template: JsonObject) =>
  stringify(template, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
