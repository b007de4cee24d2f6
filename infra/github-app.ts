import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import cdk from "../cdk.json" with { type: "json" };
import { GitHubStack } from "./github-stack.ts";
import { STAGES, type Stage } from "./stage.ts";

/**
 * An app of its own, deployed once for an account by a person: a pipeline that could change its own rights would have
 * all of them. With the context `stage=prod` the account is for that stage alone.
 */
export function gitHubApp(appProps: AppProps = {}): App {
  const app = new App({ ...appProps, context: { ...cdk.context, ...appProps.context } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
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
