import type { HttpRequest } from "./message.ts";

/** The header in which our own CloudFront distribution proves itself. */
export const EDGE_HEADER = "x-postern-edge";

export interface Client {
  /** The request came through our edge. */
  readonly viaEdge: boolean;
  /** Its address as the nearest part we trust saw it. */
  readonly address: string | undefined;
  /** The edge does not tell whom it stands before: the address is the edge's own. */
  readonly viewerUnknown?: true;
}

/**
 * Whose address counts. Behind CloudFront the connection's address is the edge's, so the viewer's is taken from
 * `CloudFront-Viewer-Address`, but only from a request that carries the secret: anyone can write that header.
 * X-Forwarded-For is not read: its left side is the client's to write.
 */
export function clientOf(request: HttpRequest, edgeSecrets: readonly string[]): Client | Promise<Client> {
  const direct = { viaEdge: false, address: request.clientAddress };
  const shown = request.headers[EDGE_HEADER];
  if (shown === undefined || edgeSecrets.length === 0) return direct;
  const viewer = viewerAddress(request.headers["cloudfront-viewer-address"]);
  const viaEdge: Client =
    viewer === undefined
      ? { viaEdge: true, address: request.clientAddress, viewerUnknown: true }
      : { viaEdge: true, address: viewer };
  return matchesAny(shown, edgeSecrets).then((matches) => (matches ? viaEdge : direct));
}

/** Compares digests in constant time, all of them, so that neither content nor length nor position leaks. */
async function matchesAny(shown: string, secrets: readonly string[]): Promise<boolean> {
  const { createHash, timingSafeEqual } = await import("node:crypto");
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const given = digest(shown);
  return secrets.map((secret) => timingSafeEqual(given, digest(secret))).includes(true);
}

/** Splits CloudFront-Viewer-Address, `ip:port`, at the last colon: an IPv6 address has colons itself. */
function viewerAddress(header: string | undefined): string | undefined {
  const colon = header?.lastIndexOf(":") ?? -1;
  return colon > 0 ? header?.slice(0, colon) : undefined;
}
