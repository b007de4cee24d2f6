import { join } from "node:path";
import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import cdk from "../cdk.json" with { type: "json" };
import { readOptions } from "./options.ts";
import { PosternStack } from "./postern-stack.ts";
import { STAGES } from "./stage.ts";

export interface PosternAppProps extends AppProps {
  readonly bundlesFolder: string;
}

/**
 * Both stages, each judged by the validator of CDK and by the rules of AWS Solutions: an error ends the synthesis. The
 * context is that of `cdk.json`, also where CDK's command does not hand it over.
 * @throws Error when the options in the context are not as they should be.
 */
export function posternApp({ bundlesFolder, ...appProps }: PosternAppProps): App {
  const app = new App({ ...appProps, context: { ...cdk.context, ...appProps.context } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { edge, partnerKey } = readOptions((name) => app.node.tryGetContext(name));
  for (const stage of STAGES)
    new PosternStack(app, `postern-${stage}`, {
      stage,
      bundlesFolder,
      edge: edge[stage],
      withPartnerKey: partnerKey,
    });
  return app;
}

if (import.meta.main)
  posternApp({ bundlesFolder: join(import.meta.dirname, "..", "dist", "functions") }).synth();
