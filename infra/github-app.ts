import type { App, AppProps } from "aws-cdk-lib";
import { GitHubStack } from "./github-stack.ts";
import { STAGES, type Stage } from "./stage.ts";
import { validatedApp } from "./validated-app.ts";

/**
 * An app of its own, deployed once for an account by a person: a pipeline that could change its own rights would have
 * all of them. With the context `stage=prod` the account is for that stage alone.
 * @throws RangeError when the stage in the context is none.
 */
export function gitHubApp(appProps: AppProps = {}): App {
  const app = validatedApp(appProps);
  new GitHubStack(app, "postern-github", { stages: stagesOf(app) });
  return app;
}

function stagesOf(app: App): readonly Stage[] {
  const wanted: unknown = app.node.tryGetContext("stage");
  if (wanted === undefined) return STAGES;
  const stages = STAGES.filter((each) => each === wanted);
  if (stages.length === 0) throw new RangeError(`stage must be one of ${STAGES.join(", ")}: got "${wanted}"`);
  return stages;
}

if (import.meta.main) gitHubApp().synth();
