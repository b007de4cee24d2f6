import { Resolver } from "node:dns/promises";
import {
  APIGatewayClient,
  GetApiKeysCommand,
  GetRestApisCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
} from "@aws-sdk/client-api-gateway";
import { DescribeTimeToLiveCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, ListTagsCommand } from "@aws-sdk/client-lambda";
import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  GetSuppressedDestinationCommand,
  SESv2Client,
  SendEmailCommand,
} from "@aws-sdk/client-sesv2";
import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { ANYBODY, lambdaAt, rawRequest } from "./support.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 23, 4, 5);
const [FROM, TO, STRANGER] = ["website@example.com", "office@example.net", "ada@example.org"];
const TOPIC = "arn:aws:sns:us-east-1:000000000000:postern-alerts-dev";

let system: LocalSystem;
let variables: Readonly<Record<string, string>>;
let lambda: ReturnType<typeof lambdaAt>;
let ses: SESv2Client;
let sns: SNSClient;
let dynamodb: DynamoDBClient;
let gateway: APIGatewayClient;

/** Every part is found through the configuration of a function, as a deployment is looked into. */
beforeAll(async () => {
  const env = { FROM_EMAIL: FROM, TO_EMAIL: TO };
  system = await startLocalSystem({ port: 0, dynamodbPort: 0, env, nowMs: () => NOW_MS });
  lambda = lambdaAt(system.url);
  variables = (await configurationOf("postern-contact-dev")).Environment?.Variables ?? {};
  const at = (service: string) => ({ ...ANYBODY, endpoint: endpointOf(service) });
  ses = new SESv2Client(at("SESV2"));
  sns = new SNSClient(at("SNS"));
  dynamodb = new DynamoDBClient(at("DYNAMODB"));
  gateway = new APIGatewayClient(at("API_GATEWAY"));
});
afterAll(async () => {
  for (const client of [lambda, ses, sns, dynamodb, gateway]) client.destroy();
  await system.close();
});
afterEach(async () => {
  expect((await account("DELETE")).status).toBe(204);
  system.faults.set({ ses: "ok", sns: "ok", clicksend: "ok", dynamodb: "ok", apigateway: "ok" });
  system.outbox.clear();
});

const endpointOf = (service: string) => variables[`AWS_ENDPOINT_URL_${service}`] ?? "";
const configurationOf = (FunctionName: string) =>
  lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
const account = (method: string, body = "") => rawRequest(`${system.url}/_postern/account`, method, [], body);
const be = async (changes: object) =>
  expect((await account("PUT", JSON.stringify(changes))).status).toBe(200);

/** The name and status of what a call failed with. */
async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "it did not fail";
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return `${name} ${$metadata?.httpStatusCode}`;
  }
}

describe("/_postern/account", () => {
  const healthy = {
    ses: {
      production: true,
      sending: true,
      enforcement: "HEALTHY",
      max24HourSend: 50_000,
      sentLast24Hours: 0,
      verified: true,
      dkim: "SUCCESS",
      suppressed: false,
    },
    sns: { sandbox: false, monthlySpendLimitUsd: 50, optedOut: false, alerts: "confirmed" },
    clicksend: { balance: 100 },
    dynamodb: { ttl: true },
    apigateway: { keyWithoutPlan: false, planReachable: true },
    dns: { dmarc: true },
  };

  it("is healthy, takes a part of the state, and is healthy again", async () => {
    expect(JSON.parse((await account("GET")).body)).toEqual(healthy);
    await be({ ses: { production: false }, clicksend: { balance: 0.5 } });
    await be({ ses: { enforcement: "PROBATION" } });
    expect(JSON.parse((await account("GET")).body)).toEqual({
      ...healthy,
      ses: { ...healthy.ses, production: false, enforcement: "PROBATION" },
      clicksend: { balance: 0.5 },
    });
    await account("DELETE");
    expect(JSON.parse((await account("GET")).body)).toEqual(healthy);
  });

  it.each([
    ["[]", 'Give a JSON object such as {"ses":{"production":false}}.'],
    ['{"fax":{}}', 'The account has no "fax": it has ses, sns, clicksend, dynamodb, apigateway, dns.'],
    ['{"__proto__":{}}', 'The account has no "__proto__": it has ses'],
    ['{"dns":true}', "dns must be an object with some of dmarc."],
    ['{"dns":{"dmarc":false},"dynamodb":{"TTL":true}}', 'dynamodb has no "TTL": it has ttl.'],
    ['{"ses":{"sending":"no"}}', 'ses.sending cannot be "no": it is true or false.'],
    ['{"clicksend":{"balance":-1}}', "clicksend.balance cannot be -1: it is a number from 0 on."],
    ['{"sns":{"alerts":"maybe"}}', 'sns.alerts cannot be "maybe": it is one of confirmed, pending, none.'],
  ])("says what is wrong with %s, and changes nothing", async (body, message) => {
    const answer = await account("PUT", body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).message).toContain(message);
    expect(JSON.parse((await account("GET")).body)).toEqual(healthy);
  });
});

describe("Lambda", () => {
  it("describes a function by the settings that it runs with, without what Lambda keeps to itself", async () => {
    const found = await configurationOf("postern-sms-prod");
    expect(found).toMatchObject({
      FunctionName: "postern-sms-prod",
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:postern-sms-prod",
      LastModified: "2026-11-21T23:04:05.000+0000",
    });
    const { Variables = {} } = found.Environment ?? {};
    expect(Variables).toMatchObject({
      TABLE_NAME: "postern-sms-dev",
      CLICKSEND_URL: variables.CLICKSEND_URL,
    });
    expect(Object.keys(Variables)).not.toContain("AWS_REGION");
    expect(variables).toMatchObject({ FROM_EMAIL: FROM, TO_EMAIL: TO, RATE_TABLE: "postern-rate-limit-dev" });
  });

  it("tells a function's tags by its ARN", async () => {
    const tagsOf = (Resource: string) => lambda.send(new ListTagsCommand({ Resource }));
    const arn = (await configurationOf("contact")).FunctionArn ?? "";
    expect((await tagsOf(arn)).Tags).toEqual({ project: "postern", stage: "dev" });
    expect(await failureOf(tagsOf(`${arn}x`))).toBe("ResourceNotFoundException 404");
    expect(await failureOf(tagsOf("contact"))).toBe("InvalidParameterValueException 400");
  });

  it("refuses what it does not have, what is not signed and what it does not do", async () => {
    const path = "/2015-03-31/functions/contact/configuration";
    const type = async (method: string) =>
      (await rawRequest(system.url + path, method)).headers["x-amzn-errortype"];
    expect(await failureOf(configurationOf("postern-fax-dev"))).toBe("ResourceNotFoundException 404");
    expect(await type("GET")).toBe("MissingAuthenticationTokenException");
    expect(await type("PUT")).toBe("UnknownOperationException");
  });
});

describe("SES", () => {
  const accountNow = () => ses.send(new GetAccountCommand({}));
  const identity = (EmailIdentity: string) => ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
  const suppression = (EmailAddress: string) =>
    ses.send(new GetSuppressedDestinationCommand({ EmailAddress }));
  const text = { Data: "Hello" };
  const send = (to: string, from = FROM) =>
    ses.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: { Simple: { Subject: text, Body: { Text: text } } },
      }),
    );

  it("tells of the account", async () => {
    const healthy = { ProductionAccessEnabled: true, SendingEnabled: true, EnforcementStatus: "HEALTHY" };
    expect(await accountNow()).toMatchObject({ ...healthy, SendQuota: { Max24HourSend: 50_000 } });
    await be({
      ses: { production: false, enforcement: "SHUTDOWN", max24HourSend: 200, sentLast24Hours: 190 },
    });
    expect(await accountNow()).toMatchObject({
      ProductionAccessEnabled: false,
      SendingEnabled: false,
      EnforcementStatus: "SHUTDOWN",
      SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 190 },
    });
  });

  it("tells of the sender and its domain, and of no one else", async () => {
    const signed = { SigningEnabled: true, Status: "SUCCESS" };
    const verified = { VerifiedForSendingStatus: true, DkimAttributes: signed };
    expect(await identity(FROM)).toMatchObject({ ...verified, IdentityType: "EMAIL_ADDRESS" });
    expect(await identity("Example.com")).toMatchObject({ ...verified, IdentityType: "DOMAIN" });
    expect(await failureOf(identity(TO))).toBe("NotFoundException 404");
    await be({ ses: { verified: false, dkim: "NOT_STARTED" } });
    expect(await identity(FROM)).toMatchObject({
      VerifiedForSendingStatus: false,
      VerificationStatus: "PENDING",
      DkimAttributes: { SigningEnabled: false, Status: "NOT_STARTED" },
    });
  });

  it("sends to verified recipients alone in the sandbox", async () => {
    await be({ ses: { production: false } });
    expect(await failureOf(send(STRANGER))).toBe("MessageRejected 400");
    for (const to of ["anyone@example.com", "Ada <WEBSITE@example.com>", "bounce@simulator.amazonses.com"])
      await send(to);
    expect(system.outbox.list()).toHaveLength(3);
  });

  it.each([
    [{ sending: false }, "SendingPausedException 400"],
    [{ enforcement: "SHUTDOWN" }, "SendingPausedException 400"],
    [{ verified: false }, "MessageRejected 400"],
    [{ sentLast24Hours: 50_000 }, "TooManyRequestsException 429"],
  ])("sends nothing with %j", async (state, failure) => {
    await be({ ses: state });
    expect(await failureOf(send(TO))).toBe(failure);
    expect(system.outbox.list()).toEqual([]);
  });

  it("takes mail to a suppressed address, and throws it away", async () => {
    expect(await failureOf(suppression(TO))).toBe("NotFoundException 404");
    await be({ ses: { suppressed: true } });
    const { SuppressedDestination } = await suppression(TO);
    expect(SuppressedDestination).toMatchObject({ EmailAddress: TO, Reason: "BOUNCE" });
    expect(SuppressedDestination?.LastUpdateTime).toBeInstanceOf(Date);
    expect(await failureOf(suppression(STRANGER))).toBe("NotFoundException 404");
    expect((await send(TO)).MessageId).toBeDefined();
    await send(STRANGER);
    expect(system.outbox.list()).toMatchObject([{ to: [STRANGER] }]);
  });
});

describe("SNS", () => {
  const sandbox = async () => (await sns.send(new GetSMSSandboxAccountStatusCommand({}))).IsInSandbox;
  const attributes = async (...names: string[]) =>
    (await sns.send(new GetSMSAttributesCommand({ attributes: names }))).attributes;
  const subscribers = async (TopicArn = TOPIC) =>
    (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? [];

  it("tells whether texts leave the sandbox, and what they may cost", async () => {
    expect([await sandbox(), await attributes()]).toEqual([false, { MonthlySpendLimit: "50" }]);
    await be({ sns: { sandbox: true, monthlySpendLimitUsd: 1 } });
    expect([await sandbox(), await attributes("MonthlySpendLimit")]).toEqual([
      true,
      { MonthlySpendLimit: "1" },
    ]);
    expect(Object.keys((await attributes("DefaultSenderID")) ?? {})).toEqual([]);
  });

  it("refuses texts to numbers that have opted out", async () => {
    await be({ sns: { optedOut: true } });
    const text = new PublishCommand({ PhoneNumber: "+66812345678", Message: "Planted" });
    expect(await failureOf(sns.send(text))).toBe("OptedOutException 400");
  });

  it("tells who hears of alarms", async () => {
    expect(await subscribers()).toMatchObject([{ SubscriptionArn: expect.stringContaining(`${TOPIC}:`) }]);
    await be({ sns: { alerts: "pending" } });
    expect(await subscribers()).toMatchObject([
      { SubscriptionArn: "PendingConfirmation", Protocol: "email" },
    ]);
    await be({ sns: { alerts: "none" } });
    expect(await subscribers()).toEqual([]);
    expect(await failureOf(subscribers(`${TOPIC}x`))).toBe("NotFoundException 404");
    expect(await failureOf(subscribers("postern-alerts-dev"))).toBe("InvalidParameterException 400");
  });
});

describe("ClickSend", () => {
  const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;
  const ask = async (credentials: string, method = "GET") => {
    const url = `${variables.CLICKSEND_URL}/v3/account`;
    const { status, body } = await rawRequest(url, method, [["Authorization", basic(credentials)]]);
    return { status, ...JSON.parse(body) };
  };

  it("tells the balance, as text, to whoever has the credentials", async () => {
    await be({ clicksend: { balance: 4.998 } });
    expect(await ask("local:local")).toMatchObject({
      status: 200,
      response_code: "SUCCESS",
      data: { balance: "4.998000", _currency: { currency_name_short: "USD" } },
    });
    expect(await ask("local:wrong")).toMatchObject({
      status: 401,
      response_code: "UNAUTHORIZED",
      data: null,
    });
    expect((await ask("local:local", "POST")).status).toBe(405);
  });

  it("sends nothing for nothing", async () => {
    await be({ clicksend: { balance: 0 } });
    const body = JSON.stringify({ messages: [{ to: "+66812345678", body: "Hello" }] });
    const headers: [string, string][] = [
      ["Authorization", basic("local:local")],
      ["Content-Type", "application/json"],
    ];
    const answer = await rawRequest(`${variables.CLICKSEND_URL}/v3/sms/send`, "POST", headers, body);
    expect(JSON.parse(answer.body).data.messages).toMatchObject([{ status: "INSUFFICIENT_CREDIT" }]);
    expect(system.outbox.list()).toEqual([]);
  });
});

it("DynamoDB tells whether a table has its time to live", async () => {
  const timeToLive = async (TableName: string) =>
    (await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
  const on = { TimeToLiveStatus: "ENABLED", AttributeName: "ttl" };
  expect(await timeToLive("postern-rate-limit-dev")).toEqual(on);
  expect(await failureOf(timeToLive("postern-fax-dev"))).toBe("ResourceNotFoundException 400");
  await be({ dynamodb: { ttl: false } });
  expect(await timeToLive("postern-rate-limit-dev")).toEqual({ TimeToLiveStatus: "DISABLED" });
});

describe("API Gateway", () => {
  const apis = async () => (await gateway.send(new GetRestApisCommand({}))).items ?? [];
  const plans = async (keyId?: string) =>
    (await gateway.send(new GetUsagePlansCommand({ keyId }))).items ?? [];
  const keysOf = async (usagePlanId = "") =>
    (await gateway.send(new GetUsagePlanKeysCommand({ usagePlanId }))).items ?? [];
  const keys = async (input = {}) => (await gateway.send(new GetApiKeysCommand(input))).items ?? [];

  it("has the API with its plan and its key", async () => {
    const [[api], [plan], [key]] = [await apis(), await plans(), await keys()];
    expect(api).toMatchObject({ name: "postern-api-dev", tags: { project: "postern", stage: "dev" } });
    expect(plan).toMatchObject({
      name: "postern-partners-dev",
      apiStages: [{ apiId: api?.id, stage: "dev" }],
    });
    expect(key).toMatchObject({ name: "postern-partners-dev", enabled: true, createdDate: new Date(NOW_MS) });
    expect(key).not.toHaveProperty("value");
    expect(await keysOf(plan?.id)).toMatchObject([{ id: key?.id, type: "API_KEY" }]);
    expect(await plans(key?.id)).toHaveLength(1);
    expect((await keys({ includeValues: true }))[0]?.value).toBeDefined();
    expect(await keys({ nameQuery: "other" })).toEqual([]);
    expect(await failureOf(keysOf("other"))).toBe("NotFoundException 404");
  });

  it("can have a key without plan, and a plan without stage", async () => {
    await be({ apigateway: { keyWithoutPlan: true } });
    const [[plan], [key]] = [await plans(), await keys()];
    expect([await keysOf(plan?.id), await plans(key?.id)]).toEqual([[], []]);
    await be({ apigateway: { keyWithoutPlan: false, planReachable: false } });
    expect(await plans(key?.id)).toMatchObject([{ apiStages: [] }]);
  });
});

it("the name server knows who has a DMARC policy, and nothing else", async () => {
  const resolver = new Resolver({ tries: 1, timeout: 5_000 });
  resolver.setServers([variables.DOCTOR_DNS_SERVERS ?? ""]);
  const policy = (name: string) => resolver.resolveTxt(name);
  const code = (call: Promise<unknown>) => call.catch((error: NodeJS.ErrnoException) => error.code);
  expect((await policy("_dmarc.example.com")).flat().join("")).toMatch(/^v=DMARC1;/);
  expect(await code(policy("example.com"))).toBe("ENOTFOUND");
  expect(await code(resolver.resolve4("_dmarc.example.com"))).toBe("ENODATA");
  await be({ dns: { dmarc: false } });
  expect(await code(policy("_dmarc.example.com"))).toBe("ENOTFOUND");
});

describe("a fault holds for these calls too", () => {
  const calls: [part: string, call: () => Promise<unknown>, [mode: string, failure: string][]][] = [
    [
      "ses",
      () => ses.send(new GetAccountCommand({})),
      [
        ["unauthorized", "AccessDeniedException 403"],
        ["reject", "BadRequestException 400"],
      ],
    ],
    [
      "sns",
      () => sns.send(new GetSMSSandboxAccountStatusCommand({})),
      [["unauthorized", "AuthorizationErrorException 403"]],
    ],
    [
      "dynamodb",
      () => dynamodb.send(new DescribeTimeToLiveCommand({ TableName: "postern-rate-limit-dev" })),
      [["unauthorized", "AccessDeniedException 400"]],
    ],
    [
      "apigateway",
      () => gateway.send(new GetRestApisCommand({})),
      [
        ["unauthorized", "AccessDeniedException 403"],
        ["reject", "BadRequestException 400"],
        ["throttle", "TooManyRequestsException 429"],
        ["error", "InternalFailure 500"],
      ],
    ],
  ];
  it.each(calls)("%s", async (part, call, failures) => {
    for (const [mode, failure] of failures) {
      expect(system.faults.set({ [part]: mode })).toBeUndefined();
      expect(await failureOf(call())).toBe(failure);
    }
  });

  it.each([
    ["reject", 403],
    ["unauthorized", 401],
  ])("clicksend, %s", async (mode, status) => {
    system.faults.set({ clicksend: mode });
    const authorization = `Basic ${Buffer.from("local:local").toString("base64")}`;
    const url = `${variables.CLICKSEND_URL}/v3/account`;
    expect((await rawRequest(url, "GET", [["Authorization", authorization]])).status).toBe(status);
  });
});

it("API Gateway refuses what is not signed for it", async () => {
  const answer = await rawRequest(`${endpointOf("API_GATEWAY")}/restapis`, "GET");
  expect([answer.status, answer.headers["x-amzn-errortype"]]).toEqual([
    403,
    "MissingAuthenticationTokenException",
  ]);
});
