import { type Check, passed, refuse } from "../gate/check.ts";
import { CALLER } from "./caller-trail.ts";
import { type Client as ClientAtEdge, clientOf } from "./edge.ts";
import type { HttpRequest } from "./message.ts";

/*
 * What a gate before a public endpoint begins with, cheapest first: nothing here does I/O.
 */

export interface Incoming {
  readonly request: HttpRequest;
}

/**
 * Browsers tell the origin of a page that posts across sites; other clients tell none and are not refused for it. A page that
 * sends no referrer (`Referrer-Policy: no-referrer`, the default of helmet) posts its forms with `Origin: null`, also to its own
 * site (Fetch standard, "append a request `Origin` header"). Its browser then says in `Sec-Fetch-Site`, which no script can write,
 * that the page stands at the very origin of this endpoint. A page in a sandbox, or of another site, is not `same-origin`.
 */
export function origin(allowed: ReadonlySet<string>): Check<Incoming, void, "FORBIDDEN_ORIGIN"> {
  return {
    name: "origin",
    run: ({ request: { headers } }) =>
      headers.origin === undefined || allowed.has(headers.origin) || isOwnPage(headers)
        ? passed
        : refuse("FORBIDDEN_ORIGIN"),
  };
}

const isOwnPage = (headers: HttpRequest["headers"]) =>
  headers.origin === "null" && headers["sec-fetch-site"] === "same-origin";

export const postOnly: Check<Incoming, void, "METHOD_NOT_ALLOWED"> = {
  name: "method",
  run: ({ request }) => (request.method === "POST" ? passed : refuse("METHOD_NOT_ALLOWED")),
};

/** Before anything is decoded: a body that is too large is not worth reading. */
export function size(maxBytes: number): Check<Incoming, void, "BODY_TOO_LARGE"> {
  return {
    name: "size",
    run: ({ request: { body } }) =>
      body !== "undecodable" && body.length > maxBytes ? refuse("BODY_TOO_LARGE") : passed,
  };
}

type Client = { readonly client: ClientAtEdge };

export interface EdgeOptions {
  /** Secrets of the CDN in front: none without one, two while they are rotated. */
  readonly edgeSecrets: readonly string[];
  /** Refuse what did not come through the CDN. */
  readonly requireEdge: boolean;
}

export function edge({ edgeSecrets, requireEdge }: EdgeOptions): Check<Incoming, Client, "FORBIDDEN"> {
  const judge = (client: ClientAtEdge) =>
    requireEdge && !client.viaEdge ? refuse("FORBIDDEN") : ({ ok: true, adds: { client } } as const);
  return {
    name: "edge",
    run: ({ request }) => {
      const client = clientOf(request, edgeSecrets);
      return client instanceof Promise ? client.then(judge) : judge(client);
    },
  };
}

/** Who is counted, by address: see `callerKey`. */
export interface Caller {
  readonly caller: string;
}

export interface CallerOptions {
  /** How many bits of an IPv6 address name one caller, from 48 to 64. Default 56. */
  readonly ipv6Prefix?: number | undefined;
}

/** Names the caller, and refuses none. */
export const caller = ({ ipv6Prefix }: CallerOptions): Check<Client, Caller, never> => ({
  name: CALLER,
  // Loaded here: reading addresses takes a library that what is refused before must not pay for.
  run: async ({ client }) => (await import("./caller.ts")).namedCaller(client, ipv6Prefix),
});
