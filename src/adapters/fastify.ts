import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { when } from "../gate/soon.ts";
import { countsConnections } from "../http/caller-trail.ts";
import type { Guard, HttpFeature } from "../http/feature.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { type ProxyRemedies, proxyFault } from "../http/proxy-trust.ts";
import { bytesOfParsed } from "./parsed-body.ts";
import { peerOf } from "./peer.ts";
import type { Runtime } from "./runtime.ts";

export type { FastifyPluginAsync, FastifyRequest } from "fastify";

/** A hook, for a route's `preHandler`. It calls `done` when it is through at once, and else returns a promise. */
export type PreHandler = (
  request: FastifyRequest,
  reply: FastifyReply,
  done?: () => void,
) => Promise<unknown> | undefined;

export interface GuardedRoute<In, Value> {
  readonly guard: Guard<In, Value>;
  readonly input: (request: FastifyRequest) => In | Promise<In>;
  /** Hands what was found to the handlers that follow. */
  readonly attach: (request: FastifyRequest, value: Value) => void;
}

/** A guard as a hook. What breaks goes to the app's error handler. */
export function guardHook<In, Value>(route: GuardedRoute<In, Value>, runtime: Runtime): PreHandler {
  const { guard, input, attach } = route;
  return (request, reply, done) => {
    warnOfProxies(request, runtime);
    const judged = when(input(request), (known) => guard.judge(known, runtime.now(whenLeft(reply))));
    const answered = when(judged, (guarded) => {
      runtime.onDecision(guarded.conclusion);
      // Not even a pass is handed on for a client that has left: closing the connection makes lookups give up, and what
      // could not be asked counts in favour of the caller.
      if (hasLeft(reply)) return reply.hijack();
      if (!guarded.ok) return send(reply, guarded.response);
      setHeaders(reply, guarded.headers);
      attach(request, guarded.value);
      return undefined;
    });
    if (answered instanceof Promise) return answered;
    // Not the reply: it can be awaited itself, and Fastify would wait for an answer that has been given.
    if (answered === undefined) done?.();
    return undefined;
  };
}

/**
 * A whole feature, to be registered under a prefix, where these paths are its own. It gets the bytes of a body as they came,
 * whatever parsers the app has.
 */
export function featurePlugin(
  feature: HttpFeature,
  paths: readonly string[],
  maxBodyBytes: number,
  runtime: Runtime,
): FastifyPluginAsync {
  const answer = async (request: FastifyRequest, reply: FastifyReply, body: HttpRequest["body"]) => {
    const at = runtime.now(whenLeft(reply));
    const { response, conclusion } = await feature.handle(toHttpRequest(request, body), at);
    runtime.onDecision(conclusion);
    if (countsConnections(conclusion)) warnOfProxies(request, runtime);
    return hasLeft(reply) ? reply.hijack() : send(reply, response);
  };
  /** Bodies that Fastify does not read to the end: the feature refuses them, in its own words. */
  const unread = new Map<string, HttpRequest["body"]>([
    ["FST_ERR_CTP_BODY_TOO_LARGE", new Uint8Array(maxBodyBytes + 1)],
    ["FST_ERR_CTP_INVALID_MEDIA_TYPE", new Uint8Array()],
  ]);

  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      "*",
      { parseAs: "buffer", bodyLimit: maxBodyBytes },
      async (_: unknown, body: Buffer) => body,
    );
    app.setErrorHandler<FastifyError>(async (error, request, reply) => {
      const body = unread.get(error.code);
      if (body === undefined) throw error;
      return answer(request, reply, body);
    });
    for (const path of paths) {
      // In a scope of its own, in which `/` is the path with and without a slash at its end, whatever the app's router does.
      app.register(
        async (scope) => {
          scope.all("/", (request, reply) => answer(request, reply, bytesOfParsed(request.body, undefined)));
        },
        { prefix: path.replace(/\/$/, "") },
      );
    }
  };
}

/**
 * Aborts when the client leaves before it was answered. Not `request.signal`: that one aborts as soon as the body has been
 * read, and lookups that give up let everybody pass.
 */
const whenLeft = (reply: FastifyReply) => () => {
  if (hasLeft(reply)) return AbortSignal.abort();
  const left = new AbortController();
  reply.raw.once("close", () => {
    if (hasLeft(reply)) left.abort();
  });
  return left.signal;
};

const hasLeft = ({ raw }: FastifyReply) => raw.destroyed && !raw.writableFinished;

function toHttpRequest(request: FastifyRequest, body: HttpRequest["body"]): HttpRequest {
  const [path = "/", ...query] = request.url.split("?");
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return {
    method: request.method,
    path,
    query: Object.fromEntries(new URLSearchParams(query.join("?"))),
    headers: Object.fromEntries(headers),
    body,
    clientAddress: request.ip,
  };
}

/** As bytes: of text, Fastify would rewrite the type, and an app's serializer the rest. Of no bytes at all it would make up one. */
function send(reply: FastifyReply, { status, headers, body }: HttpResponse): FastifyReply {
  setHeaders(reply, headers);
  return reply.code(status).send(body === "" ? undefined : Buffer.from(body));
}

/** What an answer varies by adds up over all plugins. */
function setHeaders(reply: FastifyReply, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    reply.header(name, name === "vary" ? varying(reply.getHeader("vary"), value) : value);
  }
}

function varying(present: unknown, by: string): string {
  const fields = String(present ?? "")
    .split(",")
    .map((field) => field.trim())
    .filter(Boolean);
  const isNamed = fields.some((field) => field === "*" || field.toLowerCase() === by.toLowerCase());
  return (isNamed ? fields : [...fields, by]).join(", ");
}

function warnOfProxies(request: FastifyRequest, runtime: Runtime): void {
  const forwardedFor = request.headers["x-forwarded-for"];
  if (forwardedFor === undefined) return;
  const seen = { forwardedFor: String(forwardedFor), peerAddress: peerOf(request.socket) };
  const fault = proxyFault({ ...seen, ...trustOf(request) }, REMEDIES);
  if (fault !== undefined) runtime.warn(fault);
}

/**
 * Fastify keeps `trustProxy` to itself, so it is judged by what it does: `ips` begins with the peer and ends with the first
 * address that is not trusted. A number of proxies, since 5.12.1, trusts nobody.
 */
function trustOf(request: FastifyRequest) {
  if (request.ips === undefined || request.ips.length === 1) return { trust: "nobody" } as const;
  const fromStrangers: FastifyRequest = Object.create(Object.getPrototypeOf(request), {
    raw: { value: STRANGERS },
  });
  const trustedHops = (fromStrangers.ips?.length ?? 1) - 1;
  return { trust: trustedHops === HOPS - 1 ? "everybody" : "some", trustedHops } as const;
}

/** A request that came through more proxies than anybody has, with addresses that RFC 5737 gives to none. */
const HOPS = 32;
const STRANGERS = {
  headers: {
    "x-forwarded-for": Array(HOPS - 1)
      .fill("192.0.2.1")
      .join(", "),
  },
  socket: { remoteAddress: "192.0.2.1" },
};

const BY_ADDRESS =
  'Give Fastify({ trustProxy: … }) exactly the addresses of the proxies that stand before this server, such as ["127.0.0.1", "10.0.0.7"].';
const REMEDIES: ProxyRemedies = {
  forgeable: BY_ADDRESS,
  "too many hops": BY_ADDRESS,
  "all one": BY_ADDRESS,
  "all one, over a Unix socket":
    "Give Fastify({ trustProxy: … }) a function that trusts who has no address: (address) => address === undefined.",
};
