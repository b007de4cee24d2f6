import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Unavailable } from "../gate/unavailable.ts";
import { type AwsConnection, clientConfig } from "./connection.ts";

export interface SecretReader {
  /**
   * The current text of a secret.
   * @throws Unavailable when it cannot be read.
   */
  read(arn: string): Promise<string>;
}

/** Secrets Manager. */
export function secretsManager({
  timeoutMs = 2_000,
  ...connection
}: AwsConnection & { readonly timeoutMs?: number }): SecretReader {
  const client = new SecretsManagerClient({ ...clientConfig(connection), maxAttempts: 2 });
  return {
    read: async (arn) => {
      try {
        const command = new GetSecretValueCommand({ SecretId: arn });
        const { SecretString } = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
        if (SecretString === undefined) throw new TypeError("The secret is binary; it must be text");
        return SecretString;
      } catch (error) {
        throw new Unavailable("secrets", error);
      }
    },
  };
}
