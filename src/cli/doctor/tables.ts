import {
  DescribeTableCommand,
  type DescribeTableCommandOutput,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { deployedName, type Suffix } from "../deployed-name.ts";
import { ask, askingConfig, notSeen } from "./ask.ts";
import { called, type Deployment, distinct, type Held, type Holding } from "./deployment.ts";
import { type Finding, failure, ok, warning } from "./finding.ts";
import { permission } from "./permission.ts";
import type { Subject } from "./subject.ts";

const tablesOf = (suffix: Suffix) => `*:*:table/${deployedName("*", suffix)}`;
const DESCRIBE = permission("dynamodb:DescribeTable", tablesOf);
const DESCRIBE_TTL = permission("dynamodb:DescribeTimeToLive", tablesOf);

/** Whether the tables are there, in the form that the functions write. */
export const tables: Subject = {
  title: "Tables",
  permissions: [DESCRIBE, DESCRIBE_TTL],
  look: async ({ settings, connection }) => {
    const dynamodb = new DynamoDBClient(askingConfig(connection("DYNAMODB")));
    const found = await Promise.all(expectedTables(settings).map((each) => tableFindings(dynamodb, each)));
    return found.flat();
  },
};

interface ExpectedTable extends Held<string> {
  readonly setting: string;
  readonly keys: readonly string[];
  readonly isTtlNeeded: boolean;
}

function expectedTables({ contact, signup, sms, formsubmit, deliver, feedback }: Deployment["settings"]) {
  const each = (
    setting: string,
    holdings: readonly Holding<string>[],
    { keys = ["pk"], isTtlNeeded = true } = {},
  ): readonly ExpectedTable[] =>
    distinct(holdings).map((table) => ({ ...table, setting, keys, isTtlNeeded }));
  const accessTable = formsubmit?.USAGE_PLAN === "function" ? formsubmit.ACCESS_TABLE : undefined;
  return [
    ...each("RATE_TABLE", [
      ["contact", contact?.RATE_TABLE],
      ["deliver", deliver?.RATE_TABLE],
    ]),
    ...each("MESSAGE_TABLE", [["contact", contact?.MESSAGE_TABLE]], { keys: ["pk", "sk"] }),
    ...each("TABLE_NAME", [
      ["sms", sms?.TABLE_NAME],
      ["deliver", deliver?.TABLE_NAME],
    ]),
    ...each("SIGNUP_TABLE", [
      ["signup", signup?.SIGNUP_TABLE],
      ["feedback", feedback?.SIGNUP_TABLE],
    ]),
    // Keys stay until somebody takes them away.
    ...each("ACCESS_TABLE", [["formsubmit", accessTable]], { isTtlNeeded: false }),
  ];
}

async function tableFindings(dynamodb: DynamoDBClient, expected: ExpectedTable): Promise<readonly Finding[]> {
  const { value: TableName, setting, by, keys, isTtlNeeded } = expected;
  const table = `The table ${TableName} of ${called(setting, by)}`;
  const described = ask(DESCRIBE, (limit) => dynamodb.send(new DescribeTableCommand({ TableName }), limit));
  const ttl = isTtlNeeded ? await ttlFinding(dynamodb, TableName, table) : undefined;
  const asked = await described;
  if (!asked.answered) {
    return asked.error === "ResourceNotFound"
      ? [failure("table", `${table} does not exist.`, `Deploy it, or set ${setting} to the table's name.`)]
      : [notSeen("table", table, asked)];
  }
  const found = formFinding(asked.value, table, keys);
  return ttl === undefined ? [found] : [found, ttl];
}

/** A table that is being changed goes on answering. */
const USABLE = ["ACTIVE", "UPDATING"];

function formFinding({ Table }: DescribeTableCommandOutput, table: string, keys: readonly string[]): Finding {
  const status = Table?.TableStatus ?? "unknown";
  if (!USABLE.includes(status))
    return failure("table", `${table} is ${status}.`, "Wait until it is ACTIVE, then look again.");
  const types = new Map(Table?.AttributeDefinitions?.map((each) => [each.AttributeName, each.AttributeType]));
  const found = (Table?.KeySchema ?? []).map(
    ({ AttributeName: name = "" }) => `${name} (${types.get(name)})`,
  );
  const wanted = keys.map((name) => `${name} (S)`);
  return found.join() === wanted.join()
    ? ok("table", `${table} is there.`)
    : failure(
        "table",
        `${table} has the key ${found.join(", ")} instead of ${wanted.join(", ")}.`,
        "A table's key cannot be changed: deploy another, and name that.",
      );
}

async function ttlFinding(dynamodb: DynamoDBClient, TableName: string, table: string): Promise<Finding> {
  const command = new DescribeTimeToLiveCommand({ TableName });
  const asked = await ask(DESCRIBE_TTL, (limit) => dynamodb.send(command, limit));
  if (!asked.answered) return notSeen("ttl", `What ${TableName} forgets`, asked);
  const { TimeToLiveStatus: status, AttributeName: attribute } = asked.value.TimeToLiveDescription ?? {};
  const isOn = status === "ENABLED" || status === "ENABLING";
  const remedy = `aws dynamodb update-time-to-live --table-name ${TableName} --time-to-live-specification Enabled=true,AttributeName=ttl.`;
  if (!isOn)
    return warning("ttl", `${table} forgets nothing: its TTL is off, and it grows for ever.`, remedy);
  return attribute === "ttl"
    ? ok("ttl", `${TableName} forgets what is over.`)
    : warning("ttl", `${table} has its TTL on ${attribute} instead of ttl, and grows for ever.`, remedy);
}
