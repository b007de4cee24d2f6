// By name, so that the bundle carries what is used of the client and not all of it.
export { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
