import { createServer, type IncomingMessage } from "node:http";
import { readBody } from "./body.ts";
import { behindFaults, type Refusals } from "./faults.ts";
import { jsonAnswer } from "./json-answer.ts";
import { listen } from "./listen.ts";
import { refuseForeign } from "./own-origin.ts";
import type { Secret, SecretVersion } from "./secrets.ts";
import { type Answer, type Answering, serve } from "./serve.ts";
import { refuseUnsigned } from "./signature.ts";
import type { StandIn, Surroundings } from "./stand-in.ts";

const MAX_SECRET_BYTES = 65_536;
const MAX_BODY_BYTES = 10 * MAX_SECRET_BYTES;

/** Secrets Manager: `GetSecretValue` and `PutSecretValue`, so that a rotation can be tried. Text secrets only. */
export const secretsManager: StandIn = {
  endpointSetting: "AWS_ENDPOINT_URL_SECRETS_MANAGER",
  start: (surroundings) => {
    const work = serve(answering(surroundings), surroundings.report);
    const server = createServer(behindFaults(surroundings.fault, refusals, work));
    return listen(server, surroundings.port, "the port of secrets");
  },
};

type Members = Readonly<Record<string, unknown>>;
type Operation = (members: Members, secret: Secret, surroundings: Surroundings) => Answer;

function answering(surroundings: Surroundings): Answering {
  return async (request) => {
    const refusal = refuseForeign(request) ?? refuse(request);
    if (refusal !== undefined) return refusal;
    const operation = operationOf(request);
    if (operation === undefined) {
      return awsError(400, "UnknownOperationException", "The operation is not supported here.");
    }
    const members = parse(await readBody(request, MAX_BODY_BYTES));
    if (members === undefined) return awsError(400, "SerializationException", "The body is not as expected.");
    if (!isText(members.SecretId, 1, 2_048)) return invalid("Invalid SecretId.");
    const secret = surroundings.secrets.find(members.SecretId);
    if (secret === undefined) return notFound("Secrets Manager can't find the specified secret.");
    return operation(members, secret, surroundings);
  };
}

const refuse = refuseUnsigned("secretsmanager", ({ code, message }) =>
  awsError(400, `${code}Exception`, message),
);

const getSecretValue: Operation = ({ VersionId, VersionStage }, { name, arn, ...versions }) => {
  const staged = { AWSCURRENT: versions.current, AWSPREVIOUS: versions.previous };
  const found = Object.entries(staged).find(
    ([stage, version]) =>
      stage === (VersionStage ?? (VersionId === undefined ? "AWSCURRENT" : stage)) &&
      version?.id === (VersionId ?? version?.id),
  );
  const [stage, version] = found ?? [];
  if (stage === undefined || version === undefined) {
    return notFound("Secrets Manager can't find the specified secret value for this version.");
  }
  return answer(200, {
    ARN: arn,
    Name: name,
    VersionId: version.id,
    SecretString: version.text,
    VersionStages: [stage],
    CreatedDate: version.createdAtMs / 1_000,
  });
};

const putSecretValue: Operation = (members, secret, { secrets, nowMs, newId }) => {
  const { SecretString: text, ClientRequestToken: token = newId(), VersionStages = ["AWSCURRENT"] } = members;
  if (!isText(text, 1, MAX_SECRET_BYTES)) {
    return invalid(
      `You must provide SecretString, of at most ${MAX_SECRET_BYTES} bytes; binary is not taken.`,
    );
  }
  if (!isText(token, 32, 64)) return invalid("ClientRequestToken must be 32-64 characters long.");
  if (JSON.stringify(VersionStages) !== '["AWSCURRENT"]') return invalid("Only AWSCURRENT can be put here.");

  const known = [secret.current, secret.previous].find((version) => version?.id === token);
  if (known !== undefined && known.text !== text) {
    return awsError(400, "ResourceExistsException", "A version with this token exists, with another value.");
  }
  const version: SecretVersion = { id: token, text, createdAtMs: nowMs() };
  if (known === undefined) secrets.replace(secret, version);
  return answer(200, { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages });
};

const OPERATIONS: ReadonlyMap<unknown, Operation> = new Map([
  ["secretsmanager.GetSecretValue", getSecretValue],
  ["secretsmanager.PutSecretValue", putSecretValue],
]);

const operationOf = ({ method, url, headers }: IncomingMessage) =>
  method === "POST" && url === "/" ? OPERATIONS.get(headers["x-amz-target"]) : undefined;

const isText = (value: unknown, minBytes: number, maxBytes: number): value is string =>
  typeof value === "string" && Buffer.byteLength(value) >= minBytes && Buffer.byteLength(value) <= maxBytes;

function parse(body: Buffer | "too-large"): Members | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}

const answer = (status: number, body: object): Answer =>
  jsonAnswer(status, body, { "content-type": "application/x-amz-json-1.1" });

const awsError = (status: number, __type: string, Message: string) => answer(status, { __type, Message });
const notFound = (message: string) => awsError(400, "ResourceNotFoundException", message);
const invalid = (message: string) => awsError(400, "InvalidParameterException", message);

const refusals: Refusals = {
  reject: awsError(
    400,
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion.",
  ),
  error: awsError(500, "InternalServiceError", "An error occurred on the server side."),
  throttle: awsError(400, "ThrottlingException", "Rate exceeded"),
  unauthorized: awsError(
    400,
    "AccessDeniedException",
    "User is not authorized to perform: secretsmanager:GetSecretValue",
  ),
};
