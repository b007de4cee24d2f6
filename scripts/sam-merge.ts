import { isDeepStrictEqual } from "node:util";
import { STAGES } from "../infra/stage.ts";

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Of one place in the templates of both stages, what stands there in the template for both. */
type Merge = (dev: Json, prod: Json, path: Path) => Json;
type Path = readonly string[];

/**
 * One template for both stages, told apart by the parameter `Environment`. Whatever is retained in prod is retained in dev as
 * well, because these attributes take no `Fn::If`.
 * @throws Error when the stages differ in what one template cannot say, with the path of it.
 */
export function mergeStages(dev: JsonObject, prod: JsonObject): JsonObject {
  return template(dev, prod, []);
}

const members =
  (merge: Merge) =>
  (dev: Json, prod: Json, path: Path): JsonObject => {
    if (!isObject(dev) || !isObject(prod)) throw cannotSay(path);
    for (const name of namesOf(dev, prod))
      if (!Object.hasOwn(dev, name) || !Object.hasOwn(prod, name)) throw cannotSay([...path, name]);
    return each(dev, prod, path, merge);
  };

/** Members that are each merged in their own way. */
const byName = (merges: Readonly<Record<string, Merge>>, otherwise: Merge) =>
  members((dev, prod, path) => (merges[path.at(-1) ?? ""] ?? otherwise)(dev, prod, path));

const same: Merge = (dev, prod, path) => {
  if (!isDeepStrictEqual(dev, prod)) throw cannotSay(path);
  return dev;
};

/** Cannot be chosen by a condition. The policy that loses nothing stands for both. */
const keptBy =
  (policy: string): Merge =>
  (dev, prod) =>
    dev === prod ? dev : policy;

/** Where CloudFormation takes `Fn::If`. An intrinsic function is chosen as a whole: what it is made of may have to be literal. */
const value: Merge = (dev, prod, path) => {
  if (isDeepStrictEqual(dev, prod)) return dev;
  if (isData(dev) && isData(prod)) return each(dev, prod, path, value);
  if (isList(dev) && isList(prod) && dev.length === prod.length)
    return dev.map((item, place) => value(item, prod[place] ?? null, [...path, String(place)]));
  return { "Fn::If": [IS_PROD, prod, dev] };
};

const IS_PROD = "IsProd";
const NO_VALUE: Json = { Ref: "AWS::NoValue" };

const template = byName(
  {
    Description: () =>
      "Postern: contact form, sign-up and texts, each behind its gate. Deleting the stack retains tables, secrets and logs, in dev too.",
    Parameters: byName(
      {
        Environment: () => ({
          Type: "String",
          AllowedValues: STAGES,
          Default: "dev",
          Description: "The stage. It is in every name, so each stage needs a stack of its own.",
        }),
      },
      same,
    ),
    Conditions: (dev, prod, path) => ({
      [IS_PROD]: { "Fn::Equals": [{ Ref: "Environment" }, "prod"] },
      ...members(same)(dev, prod, path),
    }),
    Resources: members(
      byName(
        {
          Properties: value,
          DeletionPolicy: keptBy("RetainExceptOnCreate"),
          UpdateReplacePolicy: keptBy("Retain"),
        },
        same,
      ),
    ),
    Outputs: members(byName({ Value: value }, same)),
  },
  same,
);

const each = (dev: JsonObject, prod: JsonObject, path: Path, merge: Merge): JsonObject =>
  Object.fromEntries(
    namesOf(dev, prod).map((name) => [
      name,
      merge(dev[name] ?? NO_VALUE, prod[name] ?? NO_VALUE, [...path, name]),
    ]),
  );

const namesOf = (dev: JsonObject, prod: JsonObject) => [
  ...new Set([...Object.keys(dev), ...Object.keys(prod)]),
];

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);

export const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === "object" && json !== null && !Array.isArray(json);

const isData = (json: Json): json is JsonObject => isObject(json) && !isIntrinsic(json);

function isIntrinsic(object: JsonObject): boolean {
  const [name = "", ...others] = Object.keys(object);
  return others.length === 0 && (name === "Ref" || name.startsWith("Fn::"));
}

const cannotSay = (path: Path) =>
  new Error(`The stages differ in ${path.join("/")}, which one template for both cannot say`);
