import type {
  ALBHandler,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  Context,
} from "aws-lambda";
import type { Check } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import {
  type contactForm,
  guard,
  type usagePlan,
  validateEmail,
  type WithEmailValidation,
} from "../../src/package/lambda.ts";

/*
 * Held by `tsc`: handlers may be written with the types of `@types/aws-lambda`, and without any.
 */

declare const keys: ReturnType<typeof usagePlan<"apiClient">>;
declare const form: ReturnType<typeof contactForm>;

export const v2: APIGatewayProxyHandlerV2 = validateEmail()(async (event, context) => ({
  statusCode: 200,
  body: `${event.rawPath} ${event.emailValidation.status} ${context.awsRequestId}`,
}));

export const v1: APIGatewayProxyHandler = keys(async (event, context) => ({
  statusCode: 200,
  body: `${event.path} ${event.apiClient.id} ${context.awsRequestId}`,
}));

export const whole: readonly [APIGatewayProxyHandler, APIGatewayProxyHandlerV2, ALBHandler] = [
  form,
  form,
  form,
];

/** A result that payload 2.0 completes. */
export const inferred: APIGatewayProxyHandlerV2 = validateEmail()(async () => "Hello");

export const annotated: (event: APIGatewayProxyEventV2, context: Context) => Promise<unknown> =
  validateEmail()(
    async (event: WithEmailValidation<APIGatewayProxyEventV2>, context: Context) =>
      event.emailValidation.suggestion ?? context.functionName,
  );

declare const open: Check<{ readonly stage: string }, void, "CLOSED">;
const door = gate<{ readonly stage: string }>("door").check(open);

export const guarded: APIGatewayProxyHandler = guard(door, {
  input: (event: APIGatewayProxyEvent) => ({ stage: event.requestContext.stage }),
  property: "caller",
})(async ({ caller }) => ({ statusCode: 200, body: caller.stage }));

export const untyped = validateEmail()(async (event) => JSON.parse(event.body ?? "null"));

// @ts-expect-error nothing has been attached under this name
export const misnamed = validateEmail()(async (event) => event.apiClient);

// @ts-expect-error the input does not know the gate's `stage`
export const unfit = guard(door, { input: () => ({}) });
