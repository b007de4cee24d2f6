import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { posternApp, stackOf } from "../../infra/app.ts";
import { STAGES, type Stage } from "../../infra/stage.ts";
import { exportSam, yamlOf } from "../../scripts/sam-export.ts";
import { ofType } from "./support/checks.ts";
import { appForTests, type TemplateJson, templateOf, UNJUDGED } from "./support/synthesized.ts";

const FUNCTION_IDS = ["Contact", "Deliver", "Feedback", "Formsubmit", "Signup", "Sms"].map(
  (name) => `${name}Function`,
);
const RETAINED = ["AWS::DynamoDB::Table", "AWS::Logs::LogGroup", "AWS::SecretsManager::Secret"];

let folder: string;
let text: string;
let sam: TemplateJson;
let cdk: Readonly<Record<Stage, TemplateJson>>;
beforeAll(async () => {
  const forCdk = await appForTests();
  cdk = { dev: templateOf(stackOf(forCdk.app, "dev")), prod: templateOf(stackOf(forCdk.app, "prod")) };

  folder = join(forCdk.folder, "sam");
  await mkdir(join(folder, "ContactFunction"), { recursive: true });
  await writeFile(join(folder, "ContactFunction/of-an-earlier-build.mjs"), "");
  await writeFile(join(folder, "samconfig.toml"), "# What somebody answered.\n");
  const bundlesFolder = join(forCdk.folder, "functions");
  await exportSam(posternApp({ bundlesFolder, outdir: join(forCdk.folder, "sam.out"), ...UNJUDGED }), folder);
  text = await readFile(join(folder, "template.yaml"), "utf8");
  sam = parse(text, { version: "1.1" });
});

describe.each(STAGES)("with Environment=%s", (stage) => {
  it("it is CDK's template of that stage, but for what it retains", () => {
    const { Description, Parameters, Conditions, ...template } = objectOf(resolved(sam, stage));
    const { Environment, ...parameters } = objectOf(Parameters);
    const { IsProd, ...conditions } = objectOf(Conditions);
    expect(Description).toMatch(/^Postern: /);
    expect(Environment).toMatchObject({ AllowedValues: ["dev", "prod"], Default: "dev" });
    expect(IsProd).toEqual({ "Fn::Equals": [{ Ref: "Environment" }, "prod"] });
    expect({ ...template, Parameters: parameters, Conditions: conditions }).toEqual(
      expected(cdk[stage], Object.keys(sam.Resources)),
    );
  });
});

/** What CloudFormation makes of it for a stage, as far as it is about the stage. */
function resolved(json: unknown, stage: Stage): unknown {
  if (Array.isArray(json)) return json.map((item) => resolved(item, stage)).filter(isThere);
  if (typeof json !== "object" || json === null) return json;
  const { "Fn::If": chosen } = json as { readonly "Fn::If"?: readonly unknown[] };
  if (chosen?.[0] === "IsProd") {
    const value = chosen[stage === "prod" ? 1 : 2];
    return JSON.stringify(value) === '{"Ref":"AWS::NoValue"}' ? undefined : resolved(value, stage);
  }
  const entries = Object.entries(json).map(([name, value]) => [name, resolved(value, stage)] as const);
  return Object.fromEntries(entries.filter(([, value]) => isThere(value)));
}

const isThere = (value: unknown) => value !== undefined;

/** CDK's template without what is CDK's own, under the logical ids of SAM's, which come in the same order. */
function expected(template: TemplateJson, ids: readonly string[]) {
  const renamed = Object.keys(template.Resources).reduce(
    (json, id, place) => json.replaceAll(`"${id}"`, `"${ids[place]}"`),
    JSON.stringify(template),
  );
  const { Description: _, Rules, Parameters, Resources, ...rest } = JSON.parse(renamed);
  expect(Object.keys(Rules)).toEqual(["CheckBootstrapVersion"]);
  const { Environment: __, BootstrapVersion: ___, ...parameters } = Parameters;
  for (const [id, resource] of Object.entries<Record<string, unknown>>(Resources)) {
    const { Type, Metadata: _, DeletionPolicy, UpdateReplacePolicy, ...others } = resource;
    const isFunction = Type === "AWS::Lambda::Function";
    const isRetained = RETAINED.includes(String(Type));
    Resources[id] = {
      ...{ Type, ...others },
      ...(DeletionPolicy !== undefined && {
        DeletionPolicy: isRetained ? "RetainExceptOnCreate" : DeletionPolicy,
      }),
      ...(UpdateReplacePolicy !== undefined && {
        UpdateReplacePolicy: isRetained ? "Retain" : UpdateReplacePolicy,
      }),
      ...(isFunction && {
        Metadata: { SkipBuild: true },
        Properties: { ...objectOf(others.Properties), Code: `./${id}` },
      }),
    };
  }
  return { ...rest, Parameters: parameters, Resources };
}

const objectOf = (value: unknown) => value as Readonly<Record<string, unknown>>;

describe("the code", () => {
  it("of each function lies beside the template, under the name that people type", async () => {
    expect(
      ofType(sam, "AWS::Lambda::Function")
        .map(([id]) => id)
        .toSorted(),
    ).toEqual(FUNCTION_IDS);
    for (const id of FUNCTION_IDS) {
      const name = id.replace("Function", "").toLowerCase();
      expect(await readdir(join(folder, id))).toEqual(["index.mjs"]);
      expect(await readFile(join(folder, id, "index.mjs"), "utf8")).toBe(`// ${name}\n`);
    }
    expect(text).not.toContain("cdk-hnb659fds");
  });

  it("is all that is replaced: what the SAM CLI was told stays", async () => {
    expect((await readdir(folder)).toSorted()).toEqual([...FUNCTION_IDS, "samconfig.toml", "template.yaml"]);
  });
});

it("reads the same as YAML 1.1, which AWS reads, and as 1.2; aliases AWS does not read", () => {
  expect(parse(text, { version: "1.2" })).toEqual(sam);
  const shared = { Ref: "AWS::NoValue" };
  expect(yamlOf({ One: shared, Other: shared })).not.toMatch(/[&*]/);
});

describe("CloudFormation", () => {
  it("has limits, and they are far", () => {
    expect(Object.keys(sam.Resources).length).toBeLessThan(500);
    expect(Object.keys(sam.Parameters).length).toBeLessThan(200);
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    for (const id of Object.keys(sam.Resources)) expect(id).toMatch(/^[A-Za-z0-9]{1,255}$/);
  });
});
