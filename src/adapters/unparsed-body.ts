import { decodeUtf8, mediaType, parseForm } from "../http/body.ts";
import type { HttpRequest } from "../http/message.ts";

/**
 * What a body says that no framework has parsed, as its media type wants it read. Undefined when it is neither JSON nor a form,
 * and for a form that could be read as JSON: its sender hopes that one address is judged and another is used.
 */
export function parsedBody({ headers, body }: Pick<HttpRequest, "headers" | "body">): unknown {
  const text = body === "undecodable" ? undefined : decodeUtf8(body);
  if (text === undefined) return undefined;
  const type = mediaType(headers["content-type"]);
  if (type === "application/json") return parseJson(text);
  if (type !== "application/x-www-form-urlencoded" || text.trimStart().startsWith("{")) return undefined;
  const fields = parseForm(text);
  return fields && Object.fromEntries(fields);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
