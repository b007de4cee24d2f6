/** Whoever may invoke the function asks for a message to be sent that was held. */
export interface ReleaseRequest {
  readonly release: unknown;
}

/**
 * A release among the events of the function, which are HTTP requests otherwise. A proxy integration of API Gateway, a function
 * URL and a load balancer write `requestContext` into every event, and what a stranger sends stands below `body`, `headers` and
 * the like: nobody reaches this from outside without `lambda:InvokeFunction`. (The other kind of integration of API Gateway,
 * which hands over a body as the event, is no way to deploy the form: it does not work there.)
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export const isRelease = (event: unknown): event is ReleaseRequest =>
  typeof event === "object" &&
  event !== null &&
  Object.hasOwn(event, "release") &&
  !Object.hasOwn(event, "requestContext");
