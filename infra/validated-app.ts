import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import cdk from "../cdk.json" with { type: "json" };

/**
 * An app that is judged by the validator of CDK and by the rules of AWS Solutions: an error ends the synthesis. The context is
 * that of `cdk.json`, also where CDK's command does not hand it over.
 */
export function validatedApp(props: AppProps): App {
  const app = new App({ ...props, context: { ...cdk.context, ...props.context } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
