import { describe, expect, it } from "vitest";
import { awsConnection } from "../../src/config/aws.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };

describe("awsConnection", () => {
  it("goes to AWS when no endpoint is set", () => {
    expect(awsConnection("SESV2", "eu-north-1", {})).toEqual({
      region: "eu-north-1",
      endpoint: undefined,
      credentials: undefined,
    });
  });

  it.each([
    [{ AWS_ENDPOINT_URL: "http://all" }, "http://all"],
    [{ AWS_ENDPOINT_URL: "http://all", AWS_ENDPOINT_URL_DYNAMODB: "http://one" }, "http://one"],
    [{ AWS_ENDPOINT_URL: "http://all", AWS_ENDPOINT_URL_SESV2: "http://other" }, "http://all"],
    [{ AWS_ENDPOINT_URL_DYNAMODB: "" }, undefined],
  ])("takes the endpoint as the SDK documents it: %o", (env, endpoint) => {
    expect(awsConnection("DYNAMODB", "eu-north-1", env).endpoint).toBe(endpoint);
  });

  it.each([
    [KEYS, { accessKeyId: "id", secretAccessKey: "secret" }],
    [
      { ...KEYS, AWS_SESSION_TOKEN: "t" },
      { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "t" },
    ],
    [{ ...KEYS, AWS_SECRET_ACCESS_KEY: "" }, undefined],
    [{ AWS_SESSION_TOKEN: "t" }, undefined],
  ])("takes the credentials that Lambda puts into the environment: %o", (env, credentials) => {
    expect(awsConnection("SESV2", "eu-north-1", env).credentials).toEqual(credentials);
  });
});
