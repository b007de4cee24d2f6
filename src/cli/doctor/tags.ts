import { type LambdaClient, ListTagsCommand } from "@aws-sdk/client-lambda";
import { deployedName } from "../deployed-name.ts";
import { type Answer, ask } from "./ask.ts";
import type { DeployedFunction } from "./deployment.ts";
import { permission } from "./permission.ts";

export const LIST_TAGS = permission(
  "lambda:ListTags",
  (suffix) => `*:*:function:${deployedName("*", suffix)}`,
);

type Tags = Readonly<Record<string, string>>;

/** The tags that the stack has put on a function. */
export const askForTags = (lambda: LambdaClient, { arn }: DeployedFunction): Promise<Answer<Tags>> =>
  ask(LIST_TAGS, async (limit) => {
    const { Tags = {} } = await lambda.send(new ListTagsCommand({ Resource: arn }), limit);
    return Tags;
  });
