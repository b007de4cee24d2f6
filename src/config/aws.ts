import type { AwsConnection } from "../aws/connection.ts";
import type { Setting } from "./setting.ts";
import { text } from "./text-kinds.ts";

export const awsRegion = {
  kind: text("an AWS region", /^[a-z]{2}(-[a-z]+)+-\d$/),
  about: "Region of the AWS services. Lambda sets it.",
  example: "eu-north-1",
  presence: "required",
} as const satisfies Setting<string>;

export const secretName = text("the ARN or name of a secret", /^[\w/+=.@:-]{1,2048}$/);

export const tableName = text("the name of a DynamoDB table", /^[\w.-]{3,255}$/);

type Environment = Readonly<Record<string, string | undefined>>;

/** As the SDK names them in settings. */
export type AwsService =
  | "API_GATEWAY"
  | "CLOUDWATCH_LOGS"
  | "DYNAMODB"
  | "LAMBDA"
  | "SECRETS_MANAGER"
  | "SESV2"
  | "SNS"
  | "SQS";

/** As the SDK documents it: `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`, else AWS (undefined). */
export const endpointOf = (service: AwsService, env: Environment): string | undefined =>
  env[`AWS_ENDPOINT_URL_${service}`] || env.AWS_ENDPOINT_URL || undefined;

/**
 * How a function reaches a service. Credentials are those that Lambda puts into the environment, read directly:
 * the SDK's chain would cost milliseconds to find the same.
 */
export function awsConnection(service: AwsService, region: string, env: Environment): AwsConnection {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  const inEnvironment = AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY;
  return {
    region,
    endpoint: endpointOf(service, env),
    credentials: inEnvironment
      ? {
          accessKeyId: AWS_ACCESS_KEY_ID,
          secretAccessKey: AWS_SECRET_ACCESS_KEY,
          ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
        }
      : undefined,
  };
}
