import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { STAGES, stackNameOf } from "../../infra/stage.ts";
import { deployArguments, parameterValues, type Template, type Variables, variableOf } from "./deployment.ts";

const APP = "cdk.out";

/**
 * `node scripts/ci/deploy.ts STAGE`, after `npm run synth`. Every parameter of the stack is taken from the variable of
 * its name (`FromEmail` from `FROM_EMAIL`): from the environment, or else from the JSON in `DEPLOY_VARIABLES`.
 */
function main(given: readonly string[]): number {
  const wanted = given.join(" ");
  const stage = STAGES.find((each) => each === wanted);
  if (stage === undefined) return refused(`The stage must be one of ${STAGES.join(", ")}: got "${wanted}".`);

  const path = `${APP}/${stackNameOf(stage)}.template.json`;
  if (!existsSync(path))
    return refused(`There is nothing in ${APP} for ${stage}: run "npm run synth" first.`);

  const parameters = parameterValues(JSON.parse(readFileSync(path, "utf8")) as Template, variables());
  const { values, missing } = parameters;
  if (missing.length > 0) return refused(`These variables have to be set: ${missing.join(", ")}.`);

  // Names alone: some values are secret.
  console.log(`Set: ${Object.keys(values).map(variableOf).join(", ")}. All others have their defaults.`);
  const command = spawnSync("node_modules/.bin/cdk", deployArguments(stage, APP, parameters), {
    stdio: "inherit",
  });
  if (command.error) throw command.error;
  return command.status ?? 1;
}

function variables(): Variables {
  const { DEPLOY_VARIABLES = "{}", ...environment } = process.env;
  const set = Object.entries(environment).filter(([, value]) => value?.trim());
  return { ...(JSON.parse(DEPLOY_VARIABLES) as Variables), ...Object.fromEntries(set) };
}

function refused(sentence: string): number {
  console.error(sentence);
  return 2;
}

process.exitCode = main(process.argv.slice(2));
