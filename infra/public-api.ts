import { CfnOutput, RemovalPolicy, Token } from "aws-cdk-lib";
import {
  ApiKeySourceType,
  CfnRestApi,
  EndpointAccessMode,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  SecurityPolicy,
  type UsagePlan,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { UsagePolicy } from "../src/limits/usage-policy.ts";
import { acceptApi, acceptMethod } from "./public-api-accepted.ts";
import { accessLogFormat } from "./public-api-access-log.ts";
import { addGatewayResponses } from "./public-api-responses.ts";
import { demoPlan, usagePlanProps } from "./public-api-usage-plan.ts";
import { isProd, named, type Stage } from "./stage.ts";

export interface PublicApiProps {
  readonly stage: Stage;
  readonly contact: IFunction;
  readonly signup: IFunction;
  readonly formsubmit: IFunction;
  /**
   * Requests a second that API Gateway lets through, in the long run. It counts for each method by itself and for all callers
   * together. Default 5. A plain number, no deployment parameter: `Retry-After` is reckoned from it.
   */
  readonly requestsPerSecond?: number;
  /** Requests that may come at once, likewise for each method. Default 10. */
  readonly burst?: number;
  /** What each API key may do at `/formsubmit`. Default: the plan `demo` of `USAGE_PLANS`. */
  readonly partnerPlan?: UsagePolicy;
  /** Makes one API key under the plan; AWS invents it, and its id becomes an output. Default false. */
  readonly withApiKey?: boolean;
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
    const { stage, requestsPerSecond = 5, burst = 10, partnerPlan = demoPlan() } = props;
    assertLimit("requestsPerSecond", requestsPerSecond);
    assertLimit("burst", burst);

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
        throttlingRateLimit: requestsPerSecond,
        throttlingBurstLimit: burst,
        accessLogDestination: new LogGroupLogDestination(this.#accessLog(stage)),
        accessLogFormat,
        // Execution logs hold what callers sent, and nothing can be left out of them.
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        tracingEnabled: true,
      },
    });
    acceptApi(this.api);
    requireTls12(this.api);
    addGatewayResponses(this.api, { requestsPerSecond, partnerPlan });
    this.#addRoutes(props);

    const planName = named(stage, "partners");
    this.usagePlan = this.api.addUsagePlan("PartnerPlan", {
      name: planName,
      ...usagePlanProps(partnerPlan),
      apiStages: [{ stage: this.api.deploymentStage }],
    });
    if (props.withApiKey) this.#addKey(planName);
  }

  #accessLog(stage: Stage): LogGroup {
    return new LogGroup(this, "AccessLog", {
      retention: RetentionDays.ONE_MONTH,
      // Without a name of ours, the group that prod leaves behind is not in the way of the next deployment.
      removalPolicy: isProd(stage) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /** The functions answer preflights: only they compare the origin exactly, against several. */
  #addRoutes({ contact, signup, formsubmit }: PublicApiProps): void {
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

  #addKey(name: string): void {
    const key = this.api.addApiKey("PartnerKey", { apiKeyName: name });
    this.usagePlan.addApiKey(key);
    new CfnOutput(this, "PartnerKeyId", {
      value: key.keyId,
      description: "Show the key itself with: aws apigateway get-api-key --include-value --api-key ID",
    });
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

function assertLimit(name: string, value: number): void {
  if (Token.isUnresolved(value) || !Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name} is not a whole number from 1 on, known when the template is made`);
  }
}
