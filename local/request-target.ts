import type { IncomingMessage } from "node:http";

/**
 * Turns the target that clients of a proxy write, `http://host/path`, into the usual `/path`.
 * @returns false when it names another host than the Host header: guards look at that header.
 */
export function toOriginForm(request: IncomingMessage): boolean {
  const absolute = /^https?:\/\/(?<authority>[^/?#]*)(?<rest>.*)$/is.exec(request.url ?? "")?.groups;
  if (absolute === undefined) return true;
  const { authority = "", rest = "" } = absolute;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  return authority.toLowerCase() === request.headers.host?.toLowerCase();
}

/** A segment of a path as it was before it was encoded, or undefined when it cannot have been. */
export function decodedSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
