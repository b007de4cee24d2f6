import { type Check, passed, refuse } from "../gate/check.ts";
import { gate, type ReasonOf } from "../gate/gate.ts";
import { orElse } from "../gate/or-else.ts";
import { type Client as ClientAtEdge, clientOf } from "../http/edge.ts";
import type { HttpRequest } from "../http/message.ts";
import { hourlyLimit, slotMemory } from "../limits/hourly-limit.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import { memoryClaims } from "../stores/memory-claims.ts";
import { address, body, fields, honeypot, size } from "./submission.ts";

export interface ContactGateOptions {
  readonly allowedOrigins: ReadonlySet<string>;
  readonly slots: ClaimStore;
  readonly limitPerHour: number;
  /** Secrets of the CDN in front: none without one, two while they are rotated. */
  readonly edgeSecrets: readonly string[];
  /** Refuse what did not come through the CDN. */
  readonly requireEdge: boolean;
}

interface Incoming {
  readonly request: HttpRequest;
}

export type ContactReason = ReasonOf<ReturnType<typeof contactGate>>;

/** Cheapest first: what needs no I/O, then the one write of the hourly limit. */
export function contactGate(options: ContactGateOptions) {
  const { allowedOrigins, slots, limitPerHour, edgeSecrets, requireEdge } = options;
  const memory = slotMemory(limitPerHour);
  return gate<Incoming>("contact")
    .check(origin(allowedOrigins))
    .check(method)
    .check(edge(edgeSecrets, requireEdge))
    .check(size)
    .check(body)
    .check(honeypot)
    .check(fields)
    .check(address)
    .check(caller)
    .check(
      orElse(
        hourlyLimit({ name: "hourly-limit", slots, memory }),
        hourlyLimit({ name: "hourly-limit-here", slots: memoryClaims(), memory }),
        "the rate table is out of reach: this instance counts by itself",
      ),
    );
}

/** Browsers tell the origin of a page that posts across sites; other clients tell none and are not refused for it. */
function origin(allowed: ReadonlySet<string>): Check<Incoming, void, "FORBIDDEN_ORIGIN"> {
  return {
    name: "origin",
    run: ({ request: { headers } }) =>
      headers.origin === undefined || allowed.has(headers.origin) ? passed : refuse("FORBIDDEN_ORIGIN"),
  };
}

const method: Check<Incoming, void, "METHOD_NOT_ALLOWED"> = {
  name: "method",
  run: ({ request }) => (request.method === "POST" ? passed : refuse("METHOD_NOT_ALLOWED")),
};

type Client = { readonly client: ClientAtEdge };

function edge(secrets: readonly string[], required: boolean): Check<Incoming, Client, "FORBIDDEN"> {
  const judge = (client: ClientAtEdge) =>
    required && !client.viaEdge ? refuse("FORBIDDEN") : ({ ok: true, adds: { client } } as const);
  return {
    name: "edge",
    run: ({ request }) => {
      const client = clientOf(request, secrets);
      return client instanceof Promise ? client.then(judge) : judge(client);
    },
  };
}

/** Who is counted. Refuses nobody. */
const caller: Check<Client, { readonly caller: string }, never> = {
  name: "caller",
  run: async ({ client }) => {
    // Loaded here: reading addresses takes a library that what is refused before must not pay for.
    const { callerKey, SHARED_CALLER } = await import("../http/caller.ts");
    const key = callerKey(client.address);
    const adds = { caller: key };
    if (client.viewerUnknown) return { ok: true, adds, degraded: NO_VIEWER_ADDRESS };
    if (key !== SHARED_CALLER) return { ok: true, adds };
    return { ok: true, adds, degraded: NO_ADDRESS };
  },
};

const NO_ADDRESS = "the event has no client address: all such requests share one limit";
const NO_VIEWER_ADDRESS =
  "CloudFront sends no CloudFront-Viewer-Address: visitors behind one of its addresses share a limit";
