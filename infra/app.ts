import { join } from "node:path";
import { type App, type AppProps, Stack } from "aws-cdk-lib";
import type { Deployment } from "./functions.ts";
import { readOptions } from "./options.ts";
import { PosternStack } from "./postern-stack.ts";
import { STAGES, type Stage, stackNameOf } from "./stage.ts";
import { validatedApp } from "./validated-app.ts";

export interface PosternAppProps extends AppProps, Pick<Deployment, "bundlesFolder"> {}

/**
 * Both stages, each with its options.
 * @throws Error when the options in the context are not as they should be.
 */
export function posternApp({ bundlesFolder, ...appProps }: PosternAppProps): App {
  const app = validatedApp(appProps);
  const { edge, partnerKey } = readOptions(app.node.getAllContext());
  for (const stage of STAGES)
    new PosternStack(app, stackNameOf(stage), {
      stage,
      bundlesFolder,
      edge: edge[stage],
      withPartnerKey: partnerKey,
    });
  return app;
}

/** @throws TypeError when the app has no stack for the stage. */
export function stackOf(app: App, stage: Stage): Stack {
  const stack = app.node.tryFindChild(stackNameOf(stage));
  if (!Stack.isStack(stack)) throw new TypeError(`There is no stack for ${stage}`);
  return stack;
}

if (import.meta.main)
  posternApp({ bundlesFolder: join(import.meta.dirname, "..", "dist", "functions") }).synth();
