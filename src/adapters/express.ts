import type { NextFunction, Request, Response } from "express";
import { type Soon, when } from "../gate/soon.ts";
import { countsConnections } from "../http/caller-trail.ts";
import type { Guard, HttpFeature } from "../http/feature.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { type ProxyRemedies, proxyFault } from "../http/proxy-trust.ts";
import { memberOf } from "./member.ts";
import { bytesOfParsed } from "./parsed-body.ts";
import { peerOf } from "./peer.ts";
import type { Runtime } from "./runtime.ts";

export type { Request } from "express";

/** For any route: if this named the parameters, Express would no longer read their types off the path. */
export type Middleware = <Params>(req: Request<Params>, res: Response, next: NextFunction) => Soon<void>;

export interface GuardedRoute<In, Value> {
  readonly guard: Guard<In, Value>;
  readonly input: (req: Request) => In | Promise<In>;
  /** Hands what was found to the handlers that follow. */
  readonly attach: (req: Request, value: Value) => void;
}

/** A guard as middleware. What breaks is thrown, or rejects, which Express takes for `next(error)`. */
export function guardHandler<In, Value>(route: GuardedRoute<In, Value>, runtime: Runtime): Middleware {
  const { guard, input, attach } = route;
  return (request, res, next) => {
    const req = request as Request;
    warnOfProxies(req, runtime);
    if (isOver(res)) return;
    const judged = when(input(req), (known) => guard.judge(known, runtime.now(whenClosed(res))));
    return when(judged, (guarded) => {
      runtime.onDecision(guarded.conclusion);
      // Not even a pass is handed on for a client that has left: closing the connection makes lookups give up, and what
      // could not be asked counts in favour of the caller.
      if (isOver(res)) return;
      if (!guarded.ok) return send(res, guarded.response);
      setHeaders(res, guarded.headers);
      attach(req, guarded.value);
      next();
    });
  };
}

/** A whole feature, mounted with `app.use(path, …)`, or at a route. It reads no more than one byte beyond `maxBodyBytes`. */
export function featureHandler(feature: HttpFeature, maxBodyBytes: number, runtime: Runtime): Middleware {
  return async (request, res) => {
    const req = request as Request;
    if (isOver(res)) return;
    const body =
      req.body === undefined
        ? await readBody(req, maxBodyBytes)
        : bytesOfParsed(req.body, req.get("content-type"));
    if (body === undefined) return;
    const at = runtime.now(whenClosed(res));
    const { response, conclusion } = await feature.handle(toHttpRequest(req, body), at);
    runtime.onDecision(conclusion);
    if (countsConnections(conclusion)) warnOfProxies(req, runtime);
    if (!isOver(res)) send(res, response);
  };
}

/** A field of the body that the app has parsed; a body that it has not parsed has none. */
export function fieldOf(req: Request, name: string, runtime: Runtime): unknown {
  const { body } = req;
  // Parsers set `body`, if only to undefined, also for requests that are not theirs.
  if (!("body" in req) || typeof body === "string" || body instanceof Uint8Array) runtime.warn(NOT_PARSED);
  return memberOf(body, name);
}

const NOT_PARSED =
  "A body reached a middleware that needs its fields before anything had parsed it, and was refused. Put express.json(), or express.urlencoded() for forms, before that middleware.";

const whenClosed = (res: Response) => () => {
  if (isOver(res)) return AbortSignal.abort();
  const left = new AbortController();
  res.once("close", () => {
    if (!res.writableFinished) left.abort();
  });
  return left.signal;
};

/** The client has left, or something else has answered it, such as a time-out. */
const isOver = (res: Response) => res.destroyed || res.headersSent;

/** `originalUrl`, because a mounted router sees only the rest of the path, and redirects start from all of it. */
function toHttpRequest(req: Request, body: HttpRequest["body"]): HttpRequest {
  const [path = "/", ...query] = req.originalUrl.split("?");
  const headers = Object.entries(req.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return {
    method: req.method,
    path,
    query: Object.fromEntries(new URLSearchParams(query.join("?"))),
    headers: Object.fromEntries(headers),
    body,
    clientAddress: req.ip,
  };
}

/**
 * A body that nothing has parsed, cut off beyond the bound: whoever judges its size sees that there was more. The rest flows
 * on and is thrown away, so that a client that is still sending hears the answer. Undefined when the client leaves before the end.
 */
function readBody(req: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  if (req.readableEnded) return Promise.resolve(new Uint8Array());
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const collect = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= maxBytes) return;
      req.off("data", collect);
      resolve(Buffer.concat(chunks).subarray(0, maxBytes + 1));
    };
    req.on("data", collect);
    req.once("end", () => resolve(Buffer.concat(chunks)));
    req.once("close", () => resolve(undefined));
  });
}

/** The answer as it is: `res.send` would rewrite its type and compare tags. */
function send(res: Response, { status, headers, body }: HttpResponse): void {
  setHeaders(res, headers);
  res.status(status).end(body);
}

/** What an answer varies by adds up over all middleware. */
function setHeaders(res: Response, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() === "vary") res.vary(value);
    else res.setHeader(name, value);
  }
}

function warnOfProxies(req: Request, runtime: Runtime): void {
  const forwardedFor = req.get("x-forwarded-for");
  if (forwardedFor === undefined) return;
  const fault = proxyFault({ ...trustOf(req), forwardedFor, peerAddress: peerOf(req.socket) }, REMEDIES);
  if (fault !== undefined) runtime.warn(fault);
}

/** Asks the app itself, as `req.ip` does: `"1"` looks like a number of proxies and is an address; a function may trust everybody. */
function trustOf({ app, socket }: Request) {
  const trusts: (address: string | undefined, hop: number) => boolean = app.get("trust proxy fn");
  let trustedHops = 0;
  while (trustedHops < FAR_AWAY && trusts(STRANGER, trustedHops)) trustedHops += 1;
  if (trustedHops === FAR_AWAY) return { trust: "everybody" } as const;
  return { trust: trusts(socket.remoteAddress, 0) ? "some" : "nobody", trustedHops } as const;
}

/** Of a range that RFC 5737 gives to nobody, behind more proxies than anybody has. */
const STRANGER = "198.51.100.1";
const FAR_AWAY = 32;

const BY_ADDRESS =
  'Give app.set("trust proxy", …) exactly the addresses of the proxies that stand before this server, such as "loopback, 10.0.0.7".';
const REMEDIES: ProxyRemedies = {
  forgeable: BY_ADDRESS,
  "too many hops":
    'Give app.set("trust proxy", …) the addresses of the proxies that stand before this server, or how many of them every request comes through.',
  "all one": BY_ADDRESS,
  "all one, over a Unix socket":
    'Give app.set("trust proxy", …) how many proxies every request comes through: 1 when there is no other.',
};
