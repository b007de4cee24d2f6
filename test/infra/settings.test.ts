import type { App } from "aws-cdk-lib";
import { beforeAll, describe, expect, it, test } from "vitest";
import { stackOf } from "../../infra/app.ts";
import { environment, LEFT_TO_ITS_DEFAULT, SET_BY_LAMBDA, type Sources } from "../../infra/environment.ts";
import { STAGES } from "../../infra/stage.ts";
import { FUNCTIONS } from "../../scripts/functions.ts";
import { FUNCTION_NAMES, type FunctionName, READING } from "../../src/cli/doctor/schemas.ts";
import { feedbackSchema } from "../../src/config/feedback.ts";
import { ofType, referred } from "./support/checks.ts";
import { appForTests, type TemplateJson, templateOf } from "./support/synthesized.ts";

type Env = Readonly<Record<string, string>>;

interface Unlike {
  /** Settings that no parameter sets, each of them written down in its construct with the reason. */
  readonly left: readonly string[];
  /** Settings whose parameter has another name, as another function has a setting of theirs. */
  readonly renamed?: Env;
}

const UNLIKE: Readonly<Record<FunctionName, Unlike>> = {
  contact: {
    left: ["CONFIGURATION_SET", "DNS_SERVERS"],
    renamed: { DAILY_SPEND_LIMIT_USD: "MailSpendLimitUsd" },
  },
  sms: { left: ["CLICKSEND_URL"] },
  signup: {
    left: ["DNS_SERVERS", "EMAIL_API_URL"],
    renamed: { DAILY_SPEND_LIMIT_USD: "MailSpendLimitUsd", VALIDATE_EMAIL: "SignupValidateEmail" },
  },
  formsubmit: { left: ["ACCESS_TABLE", "USAGE_PLANS"] },
  deliver: {
    left: ["CLICKSEND_URL", "CONFIGURATION_SET"],
    renamed: {
      DAILY_SPEND_LIMIT_USD: "MailSpendLimitUsd",
      TEXT_DAILY_SPEND_LIMIT_USD: "DailySpendLimitUsd",
    },
  },
  feedback: { left: [] },
};

/** What nobody can leave out of a deployment. */
const REQUIRED = { AllowedOrigin: "https://www.example.com", FromEmail: "website@example.com" };

let app: App;
beforeAll(async () => {
  ({ app } = await appForTests());
});

const variablesOf = (template: TemplateJson, functionName: string) => {
  const [, lambda] =
    ofType(template, "AWS::Lambda::Function").find(
      ([, { Properties }]) => Properties.FunctionName === functionName,
    ) ?? [];
  if (!lambda) throw new RangeError(`There is no function ${functionName}`);
  return (lambda.Properties.Environment as { readonly Variables: Readonly<Record<string, unknown>> })
    .Variables;
};

/** The environment as CloudFormation would fill it in. */
function deployed(template: TemplateJson, functionName: string, parameters: Env): Env {
  const filledIn = Object.entries(variablesOf(template, functionName)).map(([name, value]) => {
    if (typeof value === "string") return [name, value];
    const id = referred(value);
    const parameter = template.Parameters[id];
    if (parameter) return [name, parameters[id] ?? parameter.Default ?? ""];
    return [name, madeOf(template.Resources[id]?.Type, id)];
  });
  return { AWS_REGION: "eu-north-1", ...Object.fromEntries(filledIn) };
}

const madeOf = (type: string | undefined, id: string) =>
  type === "AWS::SQS::Queue" ? `https://sqs.eu-north-1.amazonaws.com/123456789012/${id}` : id;

test("every function that is deployed is read as it reads itself", () => {
  expect(FUNCTION_NAMES.toSorted()).toEqual(FUNCTIONS.toSorted());
});

describe.each(STAGES.flatMap((stage) => FUNCTION_NAMES.map((name) => ({ stage, name }))))(
  "postern-$name-$stage",
  ({ stage, name }) => {
    const { left, renamed = {} } = UNLIKE[name];

    it("starts with what is required and the defaults of the rest: all that it reads set, and nothing else", () => {
      const template = templateOf(stackOf(app, stage));
      const read = READING[name](deployed(template, `postern-${name}-${stage}`, REQUIRED));
      expect(read).toMatchObject({ ok: true, settings: { METRICS_NAMESPACE: `Postern/${stage}` } });
      const expected = Object.keys(read.ok ? read.settings : {}).filter(
        (each) => each !== "AWS_REGION" && !left.includes(each),
      );
      const names = Object.keys(variablesOf(template, `postern-${name}-${stage}`));
      expect(names.toSorted()).toEqual(expected.toSorted());
    });

    it("gets each parameter under the parameter's own name, but those that are written down here", () => {
      const variables = variablesOf(templateOf(stackOf(app, stage)), `postern-${name}-${stage}`);
      const { Parameters } = templateOf(stackOf(app, stage));
      const otherwise = Object.entries(variables).flatMap(([variable, value]) => {
        const parameter = referred(value);
        const isSame = parameter.toUpperCase() === variable.replaceAll("_", "");
        return parameter in Parameters && !isSame ? [[variable, parameter]] : [];
      });
      expect(Object.fromEntries(otherwise)).toEqual(renamed);
    });
  },
);

test("a deployment without the sender is told of it by name", () => {
  const template = templateOf(stackOf(app, "dev"));
  const { AllowedOrigin } = REQUIRED;
  expect(READING.contact(deployed(template, "postern-contact-dev", { AllowedOrigin }))).toMatchObject({
    ok: false,
    faults: [{ setting: "FROM_EMAIL" }],
  });
});

test("secrets are not shown by CloudFormation", () => {
  const { Parameters } = templateOf(stackOf(app, "prod"));
  const hidden = Object.keys(Parameters).filter((name) => Parameters[name]?.NoEcho);
  expect(hidden.toSorted()).toEqual(["EdgeSecret", "TruemailApiKey"]);
});

describe("a schema and its sources", () => {
  const sources = {
    AWS_REGION: SET_BY_LAMBDA,
    SIGNUP_TABLE: "a-table",
    EMAIL_HASH_SECRET_ARN: "a-secret",
    LOG_LEVEL: LEFT_TO_ITS_DEFAULT,
    METRICS_NAMESPACE: LEFT_TO_ITS_DEFAULT,
  } as const;

  it("make the environment: values, and nothing for what is left or Lambda's", () => {
    expect(environment(feedbackSchema, sources)).toEqual({
      SIGNUP_TABLE: "a-table",
      EMAIL_HASH_SECRET_ARN: "a-secret",
    });
  });

  it("must agree also where the compiler does not look", () => {
    const { SIGNUP_TABLE: _, ...missing } = { ...sources, TABLE_NAME: "another" };
    expect(() => environment(feedbackSchema, missing as unknown as Sources<typeof feedbackSchema>)).toThrow(
      "unknown TABLE_NAME, missing SIGNUP_TABLE",
    );
  });
});
