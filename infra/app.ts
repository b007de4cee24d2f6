import { join } from "node:path";
import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { PosternStack } from "./postern-stack.ts";
import { STAGES } from "./stage.ts";

export interface PosternAppProps extends AppProps {
  readonly bundlesFolder: string;
}

/**
 * Both stages, each judged by the validator of CDK and by the rules of AWS Solutions: an error ends the synthesis.
 * With the context `edge=true` CloudFront and WAF stand in front.
 */
export function posternApp({ bundlesFolder, ...appProps }: PosternAppProps): App {
  const app = new App({ ...appProps, context: { ...FINDINGS_ARE_ERRORS, ...appProps.context } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  // On the command line (`-c edge=true`) it is text.
  const isEdgeWanted = String(app.node.tryGetContext("edge")) === "true";
  for (const stage of STAGES)
    new PosternStack(app, `postern-${stage}`, { stage, bundlesFolder, isEdgeWanted });
  return app;
}

const FINDINGS_ARE_ERRORS = { "@aws-cdk/core:validateAgainstDefaultRules": true };

if (import.meta.main)
  posternApp({ bundlesFolder: join(import.meta.dirname, "..", "dist", "functions") }).synth();
