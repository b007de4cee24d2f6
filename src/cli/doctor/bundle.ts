import { existsSync } from "node:fs";
import { join } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { builtAtMs, bundleHash } from "../../aws/bundle-hash.ts";
import { askingConfig, notSeen } from "./ask.ts";
import type { DeployedFunction } from "./deployment.ts";
import { type Finding, ok, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";
import { askForTags, LIST_TAGS } from "./tags.ts";

/** Whether what is deployed is what was built here. */
export const bundle: Subject = {
  title: "Deployed code",
  permissions: [LIST_TAGS],
  look: async ({ stage, functions, bundlesFolder, connection }) => {
    if (stage === "local") return [ok("bundle", "Not compared: npm start runs the sources.")];
    const built = Object.entries(functions).flatMap(([name, deployed]) => {
      const folder = join(bundlesFolder, name);
      return existsSync(folder) ? [{ name, folder, deployed }] : [];
    });
    if (built.length === 0) return [ok("bundle", `Not compared: nothing is built in ${bundlesFolder}.`)];
    const lambda = new LambdaClient(askingConfig(connection("LAMBDA")));
    return Promise.all(built.map((each) => bundleFinding(lambda, each)));
  },
};

interface Built {
  readonly name: string;
  readonly folder: string;
  readonly deployed: DeployedFunction;
}

async function bundleFinding(lambda: LambdaClient, { name, folder, deployed }: Built): Promise<Finding> {
  const asked = await askForTags(lambda, deployed);
  if (!asked.answered) return notSeen("bundle", `The tags of ${name}`, asked);
  const tag = asked.value.bundle;
  if (tag === undefined) {
    const says = `${name} has no tag bundle, so nobody can tell whether it is this build.`;
    return warning("bundle", says, "Deploy it with the stack of this version, which sets the tag.");
  }
  if (tag === bundleHash(folder)) return ok("bundle", `${name} is this build.`);
  return builtAtMs(folder) > deployed.lastModifiedMs
    ? warning("bundle", `${name} as deployed is not this build, and is older.`, "Deploy this build.")
    : warning(
        "bundle",
        `${name} as deployed is not this build, and was deployed later.`,
        "Check out what was deployed and npm run build, before this build goes over it.",
      );
}
