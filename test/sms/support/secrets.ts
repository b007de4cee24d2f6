import { answers, type Respond, type Service, startService } from "./service.ts";

export const CLICKSEND_SECRET = "arn:aws:secretsmanager:eu-north-1:123456789012:secret:test/clicksend";
export const PHONE_HASH_SECRET = "arn:aws:secretsmanager:eu-north-1:123456789012:secret:test/phone-hash";

export interface Secrets extends Service {
  put(arn: string, text: string): void;
  /** How often a secret has been read. */
  readonly reads: (arn: string) => number;
}

const json = (status: number, body: object): Respond =>
  answers(status, "application/x-amz-json-1.1", JSON.stringify(body));

export const secretsError = (status: number, type: string): Respond =>
  json(status, { __type: type, message: "Refused by the test." });

/** Secrets Manager's `GetSecretValue`, in JSON 1.1. */
export async function startSecrets(): Promise<Secrets> {
  const texts = new Map<string, string>();
  const read: string[] = [];
  const service = await startService("Secrets Manager", (response, received) => {
    if (received.headers["x-amz-target"] !== "secretsmanager.GetSecretValue") {
      return secretsError(400, "UnknownOperationException")(response, received);
    }
    const { SecretId } = JSON.parse(received.body);
    read.push(SecretId);
    const SecretString = texts.get(SecretId);
    if (SecretString === undefined) return secretsError(400, "ResourceNotFoundException")(response, received);
    json(200, { ARN: SecretId, Name: "test", VersionId: "v", SecretString })(response, received);
  });
  return {
    ...service,
    put: (arn, text) => void texts.set(arn, text),
    reads: (arn) => read.filter((each) => each === arn).length,
  };
}
