import { Construct } from "constructs";
import { formSubmitSchema } from "../src/config/formsubmit.ts";
import { environment, LEFT_TO_ITS_DEFAULT, SET_BY_LAMBDA } from "./environment.ts";
import { type Deployment, PosternFunction } from "./functions.ts";
import { metricsNamespace } from "./metrics-namespace.ts";
import type { Parameters } from "./parameters.ts";

export interface FormSubmitProps extends Deployment {
  readonly parameters: Parameters;
}

/** `POST /formsubmit`, for partners with a key. The gateway's usage plan judges the key, so it needs no rights at all. */
export class FormSubmit extends Construct {
  readonly formsubmit: PosternFunction;

  constructor(scope: Construct, id: string, props: FormSubmitProps) {
    super(scope, id);
    const { stage, parameters } = props;
    this.formsubmit = new PosternFunction(this, "FormSubmit", {
      ...props,
      name: "formsubmit",
      description: "An endpoint that partners call with a key.",
      // It reads and writes JSON; the processor that comes with 128 would double its cold start.
      memoryMb: 256,
      // It waits for nobody.
      timeoutSeconds: 10,
      reservedConcurrency: parameters.ReservedConcurrency,
      environment: environment(formSubmitSchema, {
        AWS_REGION: SET_BY_LAMBDA,
        USAGE_PLAN: "gateway",
        // Both are read with USAGE_PLAN=function alone.
        ACCESS_TABLE: LEFT_TO_ITS_DEFAULT,
        USAGE_PLANS: LEFT_TO_ITS_DEFAULT,
        LOG_LEVEL: parameters.LogLevel,
        METRICS_NAMESPACE: metricsNamespace(stage),
      }),
    });
  }
}
