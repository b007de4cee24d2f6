import { CfnOutput, RemovalPolicy } from "aws-cdk-lib";
import {
  ApiKeySourceType,
  CfnRestApi,
  EndpointAccessMode,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type Period,
  RestApi,
  SecurityPolicy,
  type UsagePlan,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acceptApi, acceptMethod } from "./public-api-accepted.ts";
import { accessLogFormat } from "./public-api-access-log.ts";
import type { ApiLimits } from "./public-api-limits.ts";
import { addGatewayResponses } from "./public-api-responses.ts";
import { named, removalPolicy, type Stage } from "./stage.ts";

export interface PublicApiProps {
  readonly stage: Stage;
  readonly contact: IFunction;
  readonly signup: IFunction;
  readonly formsubmit: IFunction;
  readonly limits: ApiLimits;
  /** Makes one API key under the plan; AWS invents it, and its id becomes an output. Default false. */
  readonly withPartnerKey?: boolean;
}

/**
 * The doors to the street: a REST API, because only those have API keys and usage plans.
 *
 * A body may have 10 MB here, which is API Gateway's own limit and cannot be set; Lambda takes 6. Above these no function runs.
 * The functions refuse far earlier: `contact` above 64 KiB, `signup` above 16, `formsubmit` above 256.
 *
 * There is no resource policy: strangers are the callers. Where CloudFront stands in front, the functions tell by its secret
 * header who came past it (`REQUIRE_EDGE`); a policy by address would have to follow CloudFront's addresses.
 */
export class PublicApi extends Construct {
  readonly api: RestApi;
  /** Further keys of partners belong under it. */
  readonly usagePlan: UsagePlan;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    const { stage, limits } = props;

    this.api = new RestApi(this, "Api", {
      restApiName: named(stage, "api"),
      description: "The contact form, the sign-up and the endpoint for partners.",
      endpointTypes: [EndpointType.REGIONAL],
      apiKeySourceType: ApiKeySourceType.HEADER,
      // Access logs need a role that is the account's, one in each region: hence it stays when this stack goes.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: stage,
        throttlingRateLimit: limits.ratePerSecond,
        throttlingBurstLimit: limits.burst,
        accessLogDestination: new LogGroupLogDestination(this.accessLog(stage)),
        accessLogFormat,
        // Execution logs hold what callers sent, and nothing can be left out of them.
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        tracingEnabled: true,
      },
    });
    acceptApi(this.api);
    requireTls12(this.api);
    addGatewayResponses(this.api, limits);
    nameUrl(this.api);
    this.addRoutes(props);

    const planName = named(stage, "partners");
    this.usagePlan = this.api.addUsagePlan("PartnerPlan", {
      name: planName,
      throttle: { rateLimit: limits.partner.ratePerSecond, burstLimit: limits.partner.burst },
      quota: { limit: limits.partner.quota, period: limits.partner.quotaPeriod as Period },
      apiStages: [{ stage: this.api.deploymentStage }],
    });
    new CfnOutput(this, "PlanId", {
      value: this.usagePlan.usagePlanId,
      description: "Put a partner's key under it: aws apigateway create-usage-plan-key --key-type API_KEY …",
    }).overrideLogicalId("PartnerPlanId");
    if (props.withPartnerKey) this.addKey(planName);
  }

  private accessLog(stage: Stage): LogGroup {
    return new LogGroup(this, "AccessLog", {
      retention: RetentionDays.ONE_MONTH,
      // Without a name of ours, the group that prod leaves behind is not in the way of the next deployment.
      removalPolicy: removalPolicy(stage),
    });
  }

  /** The functions answer preflights: only they compare the origin exactly, against several. */
  private addRoutes({ contact, signup, formsubmit }: PublicApiProps): void {
    const contactForm = this.api.root.addResource("contact");
    const toContact = integration(contact);
    const publicMethods = [
      contactForm.addMethod("POST", toContact),
      contactForm.addMethod("OPTIONS", toContact),
      contactForm.addResource("thanks").addMethod("GET", toContact),
    ];
    const signUp = this.api.root.addResource("signup");
    const toSignup = integration(signup);
    publicMethods.push(signUp.addMethod("POST", toSignup), signUp.addMethod("OPTIONS", toSignup));
    for (const method of publicMethods) acceptMethod(method, "public");

    const forPartners = this.api.root
      .addResource("formsubmit")
      .addMethod("POST", integration(formsubmit), { apiKeyRequired: true });
    acceptMethod(forPartners, "keyed");
  }

  private addKey(name: string): void {
    const key = this.api.addApiKey("PartnerKey", { apiKeyName: name });
    this.usagePlan.addApiKey(key);
    new CfnOutput(this, "KeyId", {
      value: key.keyId,
      description: "Show the key itself with: aws apigateway get-api-key --include-value --api-key ID",
    }).overrideLogicalId("PartnerKeyId");
  }
}

/** The console's test button would need a right to invoke of its own; nobody needs the button. */
const integration = (handler: IFunction) => new LambdaIntegration(handler, { allowTestInvoke: false });

/**
 * A regional REST API accepts TLS 1.0 unless told otherwise. CDK's `RestApi` has no property for it. `STRICT` also refuses
 * requests whose Host header is not the name that TLS was made for.
 */
function requireTls12(api: RestApi): void {
  const resource = api.node.defaultChild;
  if (!(resource instanceof CfnRestApi)) throw new TypeError("The API's resource is not where CDK keeps it");
  resource.securityPolicy = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
  resource.endpointAccessMode = EndpointAccessMode.STRICT;
}

/** CDK has made this output already, under a name with a hash. */
function nameUrl(api: RestApi): void {
  const output = api.node.findChild("Endpoint");
  if (!(output instanceof CfnOutput)) throw new TypeError("The API's URL is not where CDK keeps it");
  output.overrideLogicalId("ApiUrl");
}
