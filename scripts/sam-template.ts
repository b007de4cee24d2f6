import { basename, join } from "node:path";
import type { App, Stack } from "aws-cdk-lib";
import { stackOf } from "../infra/app.ts";
import { STAGES } from "../infra/stage.ts";
import { unifyLogicalIds } from "./sam-logical-ids.ts";
import { isObject, type Json, type JsonObject, mergeStages } from "./sam-merge.ts";

export interface SamTemplate {
  /** Of both stages. The code of each function is the folder beside the template that bears its logical id. */
  readonly template: JsonObject;
  /** What these folders hold: the folder of each bundle, by logical id. */
  readonly bundles: ReadonlyMap<string, string>;
}

/** Changes logical ids of the app, and synthesizes it: whatever its validators find ends it. */
export function samTemplate(app: App): SamTemplate {
  const [dev, prod] = STAGES.map((stage) => stackOf(app, stage));
  if (!dev || !prod) throw new RangeError("One template is made of two stages");
  unifyLogicalIds(dev, prod);
  const assembly = app.synth();
  const synthesized = ({ stackName }: Stack) => withoutCdk(assembly.getStackByName(stackName).template);
  const template = mergeStages(synthesized(dev), synthesized(prod));

  const bundles = new Map<string, string>();
  const Resources = mapValues(objectOf(template.Resources), (resource, id) => {
    const { Type, Properties, ...attributes } = objectOf(resource);
    if (Type !== "AWS::Lambda::Function") return resource;
    const { Code, ...others } = objectOf(Properties);
    bundles.set(id, join(assembly.directory, assetOf(Code, id)));
    // It is built: `sam build` would look for a package.json.
    return { Type, Metadata: { SkipBuild: true }, Properties: { ...others, Code: `./${id}` }, ...attributes };
  });
  return { template: { ...template, Resources }, bundles };
}

/** Without what is for CDK alone: the version of its bootstrap stack, and what its commands read. */
function withoutCdk({ Rules, ...template }: JsonObject): JsonObject {
  const { CheckBootstrapVersion: _, ...rules } = objectOf(Rules ?? {});
  const { BootstrapVersion: __, ...Parameters } = objectOf(template.Parameters);
  const Resources = mapValues(objectOf(template.Resources), (resource) => {
    const { Metadata: _, ...others } = objectOf(resource);
    return others;
  });
  return { ...template, Parameters, Resources, ...(Object.keys(rules).length > 0 && { Rules: rules }) };
}

/** CDK's zip is named after the folder that it will be made of. */
function assetOf(code: Json | undefined, id: string): string {
  const { S3Key } = objectOf(code);
  if (typeof S3Key !== "string")
    throw new TypeError(`The code of ${id} is not an asset, or not one for both`);
  return `asset.${basename(S3Key, ".zip")}`;
}

const mapValues = (object: JsonObject, change: (value: Json, name: string) => Json): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));

function objectOf(json: Json | undefined): JsonObject {
  if (!isObject(json)) throw new TypeError("The template is not of the form that CDK writes");
  return json;
}
