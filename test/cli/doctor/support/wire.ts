import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

const CREATED = "http.client.request.created";

/**
 * Writes down every call to AWS that is signed with this key, as IAM calls it, until it is stopped. Others call from this process
 * too: the event source of the local system asks its queue all the time.
 */
export function recordAwsCalls(accessKeyId: string) {
  const calls = new Set<string>();
  const onCreated = (message: unknown) => {
    const { request } = message as { readonly request: ClientRequest };
    const end = request.end.bind(request);
    const recording = (...given: Parameters<typeof end>) => {
      const action = actionOf(request, String(given[0] ?? ""), accessKeyId);
      if (action !== undefined) calls.add(action);
      return end(...given);
    };
    request.end = recording as typeof request.end;
  };
  subscribe(CREATED, onCreated);
  return { calls, stop: () => unsubscribe(CREATED, onCreated) };
}

const REST_ACTIONS: readonly (readonly [pattern: RegExp, action: string])[] = [
  [/\/configuration$/, "GetFunctionConfiguration"],
  [/\/tags\//, "ListTags"],
  [/\/email\/account$/, "GetAccount"],
  [/\/email\/identities\//, "GetEmailIdentity"],
  [/\/email\/suppression\//, "GetSuppressedDestination"],
];

function actionOf(request: ClientRequest, body: string, accessKeyId: string): string | undefined {
  const scope = /Credential=(?<key>[^/]+)\/\d+\/[^/]+\/(?<service>[a-z-]+)\/aws4_request/.exec(
    String(request.getHeader("authorization")),
  );
  const service = scope?.groups?.service;
  if (service === undefined || scope?.groups?.key !== accessKeyId) return undefined;
  const [path = ""] = request.path.split("?", 1);
  // IAM knows API Gateway by methods and paths.
  if (service === "apigateway") return `apigateway:${request.method} ${path}`;
  const target = request.getHeader("x-amz-target");
  const named = target === undefined ? new URLSearchParams(body).get("Action") : String(target).split(".")[1];
  return `${service}:${named ?? REST_ACTIONS.find(([pattern]) => pattern.test(path))?.[1] ?? path}`;
}
