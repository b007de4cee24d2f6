import { Validations } from "aws-cdk-lib";
import type { Method, RestApi } from "aws-cdk-lib/aws-apigateway";

/** Findings of AwsSolutions that stand as they are, each with its reason. */
export function acceptApi(api: RestApi): void {
  Validations.of(api).acknowledge({
    id: "AwsSolutions-APIG2",
    reason:
      "The functions are stricter than a request validator: size, encoding, duplicate and unknown fields, forms as well as JSON. Its refusals would also miss their wording, their CORS headers and their decision line.",
  });
  Validations.of(api.node.findChild("CloudWatchRole")).acknowledge({
    id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
    reason:
      "The account's one role with which API Gateway writes logs, in each region. API Gateway refuses a role that has less than this policy.",
  });
  Validations.of(api.deploymentStage).acknowledge(
    {
      id: "AwsSolutions-APIG3",
      reason:
        "The web ACL stands at CloudFront, where a refused request costs least, and Edge is optional. Without Edge the throttling of the stage and the limits of the functions hold.",
    },
    {
      id: "AwsSolutions-APIG6",
      reason:
        "Execution logs hold headers and addresses of callers, and nothing can be left out of them. The access log and the functions' decision lines tell what happened without.",
    },
  );
}

const WHY_NO_LOGIN = {
  public: "A public form: its callers are strangers, and the function's gate judges each request.",
  keyed: "Partners are told apart by API key and usage plan; a key is asked for here.",
} as const;

export function acceptMethod(method: Method, callers: keyof typeof WHY_NO_LOGIN): void {
  const reason = WHY_NO_LOGIN[callers];
  Validations.of(method).acknowledge(
    { id: "AwsSolutions-APIG4", reason },
    { id: "AwsSolutions-COG4", reason },
  );
}
