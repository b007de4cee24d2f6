import type { Guard, HttpFeature } from "../http/feature.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { memberOf } from "./member.ts";
import type { Runtime } from "./runtime.ts";
import { fieldOfForm, fieldOfJson, firstBytes, parserFor } from "./web-body.ts";
import { addressFault } from "./web-caller.ts";

/** A guard before a handler of your own. */
export interface FetchGuard<Value, Info> {
  /** Answers whoever is refused. Undefined lets the request go on, with its body unread. */
  (request: Request, info?: Info): Promise<Response | undefined>;
  /**
   * What was found of a request that has passed.
   * @throws TypeError when it has not passed this guard.
   */
  passed(request: Request): Value;
  /**
   * The handler's answer with the headers that the guard wants on it, such as what is left of a quota.
   * @throws TypeError when the request has not passed this guard.
   */
  dressed(request: Request, response: Response): Response;
}

export interface FetchGuarding<In, Found, Value, Info> {
  readonly guard: Guard<In, Found>;
  readonly input: (request: Request, info: Info | undefined) => In | Promise<In>;
  /** What the handler gets of what the guard found. */
  readonly value: (found: Found) => Value;
}

export function fetchGuard<In, Found, Value, Info>(
  { guard, input, value }: FetchGuarding<In, Found, Value, Info>,
  { now, onDecision }: Runtime,
): FetchGuard<Value, Info> {
  const passages = new WeakMap<Request, Passage<Value>>();
  const passageOf = (request: Request) => {
    const passage = passages.get(request);
    if (passage === undefined) throw new TypeError(NOT_PASSED);
    return passage;
  };
  const judge = async (request: Request, info?: Info) => {
    const guarded = await guard.judge(
      await input(request, info),
      now(() => request.signal),
    );
    onDecision(guarded.conclusion);
    // Not even a pass counts for a client that has left: closing the connection makes lookups give up, and what could not be
    // asked counts in favour of the caller.
    if (request.signal.aborted) return toResponse(CLIENT_CLOSED_REQUEST);
    if (!guarded.ok) return toResponse(guarded.response);
    passages.set(request, { value: value(guarded.value), headers: guarded.headers });
    return undefined;
  };
  return Object.assign(judge, {
    passed: (request: Request) => passageOf(request).value,
    dressed: (request: Request, response: Response) => withHeaders(response, passageOf(request).headers),
  });
}

interface Passage<Value> {
  readonly value: Value;
  readonly headers: Readonly<Record<string, string>>;
}

const NOT_PASSED =
  "This request has not passed this guard. Ask the guard first, with the same Request object, and return the answer that it gives.";

/** Nobody reads it; the name is that of proxies' logs. */
const CLIENT_CLOSED_REQUEST: HttpResponse = { status: 499, headers: {}, body: "" };

/** Who connected, for those servers that tell it: what stands in `clientAddress` of the second argument, else what a function says. */
export type ClientAddress<Info> = (request: Request, info: Info | undefined) => string | undefined;

export interface FetchFeatureOptions<Info> {
  readonly maxBodyBytes: number;
  readonly clientAddress?: ClientAddress<Info> | undefined;
}

/** A whole feature as a handler. */
export function fetchFeature<Info>(
  feature: HttpFeature,
  { maxBodyBytes, clientAddress }: FetchFeatureOptions<Info>,
  { now, onDecision, warn }: Runtime,
): (request: Request, info?: Info) => Promise<Response> {
  const addressOf = clientAddress ?? ((_, info) => shownAddress(info));
  return async (request, info) => {
    const body = await firstBytes(request, maxBodyBytes);
    const asked = toHttpRequest(request, body, addressOf(request, info));
    const { response, conclusion } = await feature.handle(
      asked,
      now(() => request.signal),
    );
    onDecision(conclusion);
    const fault = addressFault(asked, conclusion, clientAddress !== undefined);
    if (fault !== undefined) warn(fault);
    return toResponse(response);
  };
}

function shownAddress(info: unknown): string | undefined {
  const shown = memberOf(info, "clientAddress");
  return typeof shown === "string" ? shown : undefined;
}

/**
 * A field of a JSON body, a form or multipart data, found as the request's own `json()` and `formData()` will find it for the
 * handler. A body beyond the bound has no field that anybody has seen.
 */
export async function fieldOf(request: Request, name: string, maxBodyBytes: number): Promise<unknown> {
  const contentType = request.headers.get("content-type") ?? undefined;
  const parser = parserFor(contentType);
  const bytes = await firstBytes(request, maxBodyBytes);
  if (parser === undefined || bytes.length > maxBodyBytes) return undefined;
  if (parser === "json") return fieldOfJson(new TextDecoder().decode(bytes), name);
  const form = await formOf(bytes, contentType);
  return form && fieldOfForm(form, name);
}

async function formOf(bytes: Uint8Array, contentType = ""): Promise<FormData | undefined> {
  try {
    return await new Response(bytes as BodyInit, { headers: { "content-type": contentType } }).formData();
  } catch {
    return undefined;
  }
}

function toHttpRequest(
  { method, url, headers }: Request,
  body: Uint8Array,
  clientAddress: string | undefined,
): HttpRequest {
  const { pathname, searchParams } = new URL(url);
  return {
    method: method.toUpperCase(),
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(headers),
    body,
    clientAddress,
  };
}

/** A status such as 204 takes no body, not even an empty one. */
const toResponse = ({ status, headers, body }: HttpResponse): Response =>
  new Response(body === "" ? null : body, { status, headers });

/** Copied, because the headers of redirects and of answers from elsewhere cannot be written. */
function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  const dressed = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers)) {
    if (name === "vary") dressed.headers.append(name, value);
    else dressed.headers.set(name, value);
  }
  return dressed;
}
