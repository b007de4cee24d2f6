import type { Context, MiddlewareHandler, Next } from "hono";
import { when } from "../gate/soon.ts";
import type { Guard, Guarded, HttpFeature } from "../http/feature.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { bytesOfParsed } from "./parsed-body.ts";
import type { Runtime } from "./runtime.ts";
import { fieldOfForm, fieldOfJson, firstBytes, oneOrAll, parserFor } from "./web-body.ts";
import { addressFault } from "./web-caller.ts";

export type { Context } from "hono";

/** Middleware that leaves a value in the context, where the handlers of the same route find it with its type. */
export type HonoMiddleware<Property extends string, Value> = MiddlewareHandler<{
  Variables: Record<Property, Value>;
}>;

export interface HonoGuarding<In, Found, Value, Property extends string> {
  readonly guard: Guard<In, Found>;
  readonly input: (c: Context) => In | Promise<In>;
  /** What handlers find in the context of what the guard found, and under which name. */
  readonly value: (found: Found) => Value;
  readonly property: Property;
}

/** A guard as middleware. What breaks is thrown: `app.onError` answers it. */
export function honoGuard<In, Found, Value, Property extends string>(
  { guard, input, value, property }: HonoGuarding<In, Found, Value, Property>,
  { now, onDecision }: Runtime,
): HonoMiddleware<Property, Value> {
  const settle = async (c: Context, next: Next, guarded: Guarded<Found>) => {
    onDecision(guarded.conclusion);
    // Not even a pass counts for a client that has left: closing the connection makes lookups give up, and what could not be
    // asked counts in favour of the caller.
    if (hasLeft(c)) return answer(c, CLIENT_CLOSED_REQUEST);
    if (!guarded.ok) return answer(c, guarded.response);
    const found: unknown = value(guarded.value);
    c.set(property, found);
    await next();
    // After the handler: an answer that it made by itself, with `new Response`, would drop what was set before.
    setHeaders(c, guarded.headers);
    return undefined;
  };
  return (c, next) => {
    const judged = when(input(c), (known) =>
      guard.judge(
        known,
        now(() => c.req.raw.signal),
      ),
    );
    return judged instanceof Promise
      ? judged.then((guarded) => settle(c, next, guarded))
      : settle(c, next, judged);
  };
}

/** On Node, without asking for the signal, which would be made for it. */
function hasLeft({ env, req }: Context): boolean {
  const { outgoing }: { readonly outgoing?: { readonly destroyed: boolean } } = env ?? {};
  return outgoing === undefined ? req.raw.signal.aborted : outgoing.destroyed;
}

export interface HonoFeatureOptions {
  readonly maxBodyBytes: number;
  readonly clientAddress?: ((c: Context) => string | undefined) | undefined;
}

/** A whole feature as a handler. */
export function honoFeature(
  feature: HttpFeature,
  { maxBodyBytes, clientAddress }: HonoFeatureOptions,
  { now, onDecision, warn }: Runtime,
): (c: Context) => Promise<Response> {
  const addressOf = clientAddress ?? connectedAddress;
  return async (c) => {
    const request: HttpRequest = {
      method: c.req.method.toUpperCase(),
      path: c.req.path,
      // Of a repeated name `c.req.query()` has the first value, the other adapters the last.
      query: Object.fromEntries(new URL(c.req.url).searchParams),
      headers: c.req.header(),
      body: await bytesOf(c, maxBodyBytes),
      clientAddress: addressOf(c),
    };
    const { response, conclusion } = await feature.handle(
      request,
      now(() => c.req.raw.signal),
    );
    onDecision(conclusion);
    const fault = addressFault(request, conclusion, clientAddress !== undefined);
    if (fault !== undefined) warn(fault);
    return answer(c, response);
  };
}

/** What runtimes say of the connection, in the environment that they hand to `app.fetch`. No client can write there. */
interface Connection {
  /** Node, with `@hono/node-server`. */
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
  /** Deno. */
  readonly remoteAddr?: { readonly hostname?: string };
  /** Bun. */
  readonly requestIP?: (request: Request) => { readonly address: string } | null;
  /** AWS Lambda, behind API Gateway or a function URL. */
  readonly requestContext?: {
    readonly identity?: { readonly sourceIp?: string };
    readonly http?: { readonly sourceIp?: string };
  };
}

function connectedAddress({ env, req }: Context): string | undefined {
  const connection: Connection = env?.server ?? env ?? {};
  const { incoming, remoteAddr, requestContext } = connection;
  return (
    incoming?.socket?.remoteAddress ??
    remoteAddr?.hostname ??
    connection.requestIP?.(req.raw)?.address ??
    requestContext?.identity?.sourceIp ??
    requestContext?.http?.sourceIp
  );
}

/**
 * A field of a JSON body, a form or multipart data, as `c.req.json()` and `c.req.parseBody()` find it. The body is read through
 * Hono, which keeps it for the handler. One beyond the bound has no field that anybody has seen.
 */
export async function fieldOf(c: Context, name: string, maxBodyBytes: number): Promise<unknown> {
  const parser = parserFor(c.req.header("content-type"));
  if (parser === undefined || !(await isWithin(c, maxBodyBytes))) return undefined;
  if (parser === "json") return fieldOfJson(await c.req.text(), name);
  const form = await formOf(c);
  return form && fieldOfForm(form, name);
}

async function isWithin(c: Context, maxBodyBytes: number): Promise<boolean> {
  if (isRead(c) || isDeclaredWithin(c, maxBodyBytes)) return true;
  return (await firstBytes(c.req.raw, maxBodyBytes)).length <= maxBodyBytes;
}

async function formOf({ req }: Context): Promise<FormData | undefined> {
  // The bytes first, as `parseBody` does: of a form that was kept alone, `text()` would make multipart data.
  if (req.bodyCache.formData === undefined) await req.arrayBuffer();
  try {
    return await req.formData();
  } catch {
    return undefined;
  }
}

async function bytesOf(c: Context, maxBodyBytes: number): Promise<HttpRequest["body"]> {
  if (!isRead(c) && !isDeclaredWithin(c, maxBodyBytes)) return firstBytes(c.req.raw, maxBodyBytes);
  const { formData, ...asSent } = c.req.bodyCache;
  if (formData === undefined || Object.keys(asSent).length > 0)
    return new Uint8Array(await c.req.arrayBuffer());
  return bytesOfParsed(fieldsOf(await formData), c.req.header("content-type"));
}

const fieldsOf = (form: FormData) =>
  Object.fromEntries([...new Set(form.keys())].map((name) => [name, oneOrAll(form, name)]));

/** Whatever has read it has had its own bound, or none. */
const isRead = (c: Context) => Object.keys(c.req.bodyCache).length > 0;

/** Servers hold clients to the length that they declare. Read at once, such a body takes the short way through Hono. */
function isDeclaredWithin(c: Context, maxBodyBytes: number): boolean {
  const length = c.req.header("content-length");
  return length !== undefined && !c.req.header("transfer-encoding") && Number(length) <= maxBodyBytes;
}

/** Nobody reads it; the name is that of proxies' logs. */
const CLIENT_CLOSED_REQUEST: HttpResponse = { status: 499, headers: {}, body: "" };

/** Header by header into the context: what an answer brings along loses against what other middleware has set. */
function answer(c: Context, { status, headers, body }: HttpResponse): Response {
  setHeaders(c, headers);
  // A status such as 204 takes no body, not even an empty one.
  return c.newResponse(body === "" ? null : body, status as Parameters<Context["newResponse"]>[1] & number);
}

/** What an answer varies by adds up over all middleware. */
function setHeaders(c: Context, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) c.header(name, value, { append: name === "vary" });
}
