import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { AwsConnection } from "../aws/connection.ts";
import { awsConnection } from "../config/aws.ts";
import { type Failure, failure, type Shell } from "./command.ts";
import type { Staged } from "./stage.ts";

/** A service of AWS, or its stand-in on this machine, and how a person is told where it is. */
export interface Service {
  readonly ok: true;
  readonly connection: AwsConnection;
  /** Completes "the table NAME …": `at 127.0.0.1:8000 (local)`. */
  readonly where: string;
}

/** So long a person waits, where logging in may take a while. */
export const TIMEOUT_MS = 10_000;

/** Where `npm start` serves each: Lambda, and what functions log, beside the public paths. */
const PORTS = {
  CLOUDWATCH_LOGS: "PORT",
  DYNAMODB: "DYNAMODB_PORT",
  LAMBDA: "PORT",
  SQS: "SQS_PORT",
} as const;

export async function findService(
  service: keyof typeof PORTS,
  { stage, settings }: Staged,
  { env }: Pick<Shell, "env">,
): Promise<Service | Failure> {
  const found = (connection: AwsConnection, where: string): Service => ({
    ok: true,
    connection,
    where: `${where} (${stage})`,
  });
  if (stage === "local") {
    const host = `127.0.0.1:${settings[PORTS[service]]}`;
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    return found({ region: "us-east-1", endpoint: `http://${host}`, credentials }, `at ${host}`);
  }
  const region = await usualRegion();
  if (region === undefined) {
    return failure(
      "No AWS region is set.",
      "Set AWS_REGION, for example AWS_REGION=eu-north-1, or AWS_PROFILE.",
    );
  }
  const { endpoint } = awsConnection(service, region, env);
  // Credentials are left to the SDK: people log in by profiles and single sign-on, not as functions do.
  return found({ region, endpoint }, endpoint ? `at ${endpoint}` : `in AWS, ${region}`);
}

/** Where the SDK would look by itself: the environment, then the profile. */
async function usualRegion(): Promise<string | undefined> {
  const client = new DynamoDBClient({});
  try {
    return await client.config.region();
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}
