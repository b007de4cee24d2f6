import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
  type PutSecretValueCommandInput,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ANYBODY, rawRequest, signedFor, startParts } from "./support.ts";

const NAME = "postern/clicksend-dev";
const NOW_MS = Date.UTC(2026, 10, 21, 23, 4, 5);

let parts: Awaited<ReturnType<typeof startParts>>;
let client: SecretsManagerClient;

beforeEach(async () => {
  const settings = { CLICKSEND_SECRET_ARN: NAME, PHONE_HASH_SECRET_ARN: "postern/phone-hash-dev" };
  parts = await startParts(settings, () => NOW_MS);
  client = new SecretsManagerClient({ ...ANYBODY, endpoint: parts.secretsUrl });
});
afterEach(async () => {
  client.destroy();
  await parts.close();
});

const get = (input: Partial<GetSecretValueCommandInput> = {}) =>
  client.send(new GetSecretValueCommand({ SecretId: NAME, ...input }));
const put = (input: Partial<PutSecretValueCommandInput> = {}) =>
  client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: "new", ...input }));

async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "it did not fail";
  } catch (error) {
    return (error as Error).name;
  }
}

it("holds a secret for each setting that names one", async () => {
  expect(JSON.parse((await get()).SecretString ?? "")).toEqual({ username: "local", api_key: "local" });
  expect((await get({ SecretId: "postern/phone-hash-dev" })).SecretString?.length).toBeGreaterThanOrEqual(16);
});

it("answers as Secrets Manager does", async () => {
  expect(await get()).toMatchObject({
    ARN: expect.stringMatching(
      /^arn:aws:secretsmanager:us-east-1:\d{12}:secret:postern\/clicksend-dev-\w{6}$/,
    ),
    Name: NAME,
    VersionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    VersionStages: ["AWSCURRENT"],
    CreatedDate: new Date(NOW_MS),
  });
});

it("finds a secret by name, by ARN, and by ARN without its end", async () => {
  const { ARN = "" } = await get();
  for (const SecretId of [ARN, ARN.slice(0, -7)]) expect((await get({ SecretId })).Name).toBe(NAME);
});

it("finds a secret whose setting is an ARN", async () => {
  const arn = "arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:postern/clicksend-prod";
  const other = await startParts({ CLICKSEND_SECRET_ARN: arn });
  const itsClient = new SecretsManagerClient({ ...ANYBODY, endpoint: other.secretsUrl });
  const found = await itsClient.send(new GetSecretValueCommand({ SecretId: arn }));
  expect(found).toMatchObject({ ARN: arn, Name: "postern/clicksend-prod" });
  itsClient.destroy();
  await other.close();
});

it("takes a new value, and keeps the one before", async () => {
  const before = await get();
  const written = await put();
  expect(written).toMatchObject({ ARN: before.ARN, Name: NAME, VersionStages: ["AWSCURRENT"] });
  expect(await get()).toMatchObject({ SecretString: "new", VersionId: written.VersionId });
  expect(await get({ VersionStage: "AWSPREVIOUS" })).toMatchObject({ SecretString: before.SecretString });
  expect(await get({ VersionId: before.VersionId })).toMatchObject({ VersionStages: ["AWSPREVIOUS"] });
});

it("a repeated put is one version", async () => {
  const ClientRequestToken = "11111111-1111-4111-8111-111111111111";
  await put({ ClientRequestToken });
  await put({ ClientRequestToken });
  expect(await get({ VersionStage: "AWSPREVIOUS" })).not.toMatchObject({ SecretString: "new" });
  expect(await failureOf(put({ ClientRequestToken, SecretString: "other" }))).toBe("ResourceExistsException");
  expect((await get()).SecretString).toBe("new");
});

describe("refuses", () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ["a secret that there is not", () => get({ SecretId: "other" }), "ResourceNotFoundException"],
    ["a prefix of a name", () => get({ SecretId: "postern/clicksend" }), "ResourceNotFoundException"],
    [
      "putting into a secret that there is not",
      () => put({ SecretId: "other" }),
      "ResourceNotFoundException",
    ],
    ["a version that there is not", () => get({ VersionId: "0".repeat(32) }), "ResourceNotFoundException"],
    ["no previous version", () => get({ VersionStage: "AWSPREVIOUS" }), "ResourceNotFoundException"],
    ["a stage that there is not", () => get({ VersionStage: "AWSPENDING" }), "ResourceNotFoundException"],
    ["no id", () => get({ SecretId: "" }), "InvalidParameterException"],
    ["nothing to put", () => put({ SecretString: undefined }), "InvalidParameterException"],
    ["an empty value", () => put({ SecretString: "" }), "InvalidParameterException"],
    ["64 kB and one", () => put({ SecretString: "a".repeat(65_537) }), "InvalidParameterException"],
    [
      "bytes",
      () => put({ SecretString: undefined, SecretBinary: Buffer.from("a") }),
      "InvalidParameterException",
    ],
    ["another stage", () => put({ VersionStages: ["AWSPENDING"] }), "InvalidParameterException"],
    ["a short token", () => put({ ClientRequestToken: "short" }), "InvalidParameterException"],
  ])("%s", async (_what, call, name) => {
    expect(await failureOf(call())).toBe(name);
  });

  const post = async (target: string, body: string, headers = signedFor("secretsmanager")) => {
    const all: [string, string][] = [...headers, ["X-Amz-Target", `secretsmanager.${target}`]];
    const answer = await rawRequest(parts.secretsUrl, "POST", all, body);
    return { status: answer.status, type: JSON.parse(answer.body).__type };
  };

  it.each<[string, string, string, [string, string][] | undefined, string]>([
    ["another operation", "DeleteSecret", "{}", undefined, "UnknownOperationException"],
    ["a body that is not JSON", "GetSecretValue", "{", undefined, "SerializationException"],
    ["a body that is no object", "GetSecretValue", "null", undefined, "SerializationException"],
    ["no signature", "GetSecretValue", "{}", [], "MissingAuthenticationTokenException"],
    ["another service", "GetSecretValue", "{}", signedFor("sns"), "InvalidSignatureException"],
  ])("%s", async (_what, target, body, headers, type) => {
    expect(await post(target, body, headers)).toEqual({ status: 400, type });
  });
});

it.each([
  ["reject", "InvalidRequestException"],
  ["error", "InternalServiceError"],
  ["throttle", "ThrottlingException"],
  ["unauthorized", "AccessDeniedException"],
])("%s is said as Secrets Manager says it", async (mode, name) => {
  parts.faults.set({ secrets: mode });
  expect(await failureOf(get())).toBe(name);
});
