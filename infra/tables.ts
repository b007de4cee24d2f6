import { Validations } from "aws-cdk-lib";
import { AttributeType, BillingMode, type ITable, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import { isProd, named, removalPolicy, type Stage } from "./stage.ts";

export interface TablesProps {
  readonly stage: Stage;
}

/** Twenty times what the API lets through (5 a second), and at 0.625 USD a million no more than 5.40 USD a day. */
export const MAX_WRITES_PER_SECOND = 100;

/** What others need of a table. */
export type TableRef = Pick<ITable, "tableName" | "tableArn">;

/** All that is remembered. Each item says in `ttl` when it is over. */
export class Tables extends Construct {
  /** Of `contact` and `deliver`: hourly limits, what was sent, what was spent. */
  readonly rate: Table;
  /** Of `contact`: what is held and archived. */
  readonly messages: Table;
  /** Of `sms`: cooldowns, counts, claims, what was spent. */
  readonly sms: Table;
  /** Of `signup` and `feedback`: limits, what is known of addresses, what became of mails. */
  readonly signup: Table;

  constructor(scope: Construct, id: string, { stage }: TablesProps) {
    super(scope, id);
    this.rate = tableOf(this, "Rate", stage, "rate-limit");
    this.messages = tableOf(this, "Messages", stage, "messages", "sk");
    this.sms = tableOf(this, "Sms", stage, "sms");
    this.signup = tableOf(this, "Signup", stage, "signup");
    if (!isProd(stage))
      Validations.of(this).acknowledge({
        id: "AwsSolutions-DDB3",
        reason: "What dev remembers is made up, and goes with the stack: there is nothing to bring back.",
      });
  }
}

const tableOf = (scope: Construct, id: string, stage: Stage, name: string, sortKey?: string) =>
  new Table(scope, id, {
    tableName: named(stage, name),
    partitionKey: { name: "pk", type: AttributeType.STRING },
    ...(sortKey && { sortKey: { name: sortKey, type: AttributeType.STRING } }),
    timeToLiveAttribute: "ttl",
    billingMode: BillingMode.PAY_PER_REQUEST,
    maxWriteRequestUnits: MAX_WRITES_PER_SECOND,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: isProd(stage) },
    deletionProtection: isProd(stage),
    removalPolicy: removalPolicy(stage),
  });
