import { type Suffix, suffixOf } from "../deployed-name.ts";
import type { Stage } from "../stage.ts";
import { FUNCTION_PERMISSIONS } from "./functions.ts";
import type { Permission } from "./permission.ts";
import { SUBJECTS } from "./subjects.ts";

/** The IAM policy that allows all that the doctor asks of a stage, and nothing more. */
export const policyFor = (stage: Stage) =>
  policyOf([...FUNCTION_PERMISSIONS, ...SUBJECTS.flatMap(({ permissions }) => permissions)], suffixOf(stage));

/** Actions on the same resources stand together. */
function policyOf(permissions: readonly Permission[], suffix: Suffix) {
  const byAction = grouped(permissions.map(({ action, resources }) => [action, resources(suffix)]));
  const byResources = grouped([...byAction].map(([action, on]) => [JSON.stringify(on), [action]]));
  return {
    Version: "2012-10-17",
    Statement: [...byResources].map(([on, actions]) => ({
      Effect: "Allow",
      Action: actions,
      Resource: JSON.parse(on) as readonly string[],
    })),
  };
}

/** All values under each name, once and in order. */
function grouped(entries: readonly (readonly [string, readonly string[]])[]): Map<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const [name, values] of entries) {
    groups.set(name, [...new Set([...(groups.get(name) ?? []), ...values])].toSorted());
  }
  return groups;
}
