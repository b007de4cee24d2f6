import type { HttpRequest } from "../http/message.ts";

/**
 * The bytes of a body that a framework has parsed already, written out again as its media type says: a feature reads bytes,
 * strictly. Where the framework has been lenient (a repeated field, bad UTF-8), that cannot be seen any more.
 */
export function bytesOfParsed(body: unknown, contentType: string | undefined): HttpRequest["body"] {
  if (body === undefined || body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  if (typeof body === "string") return encode(body);
  const isForm = contentType?.toLowerCase().startsWith("application/x-www-form-urlencoded");
  return isForm ? formOf(body) : encode(JSON.stringify(body));
}

/** A field that came twice is a list by now, and no field any more. */
function formOf(body: object): HttpRequest["body"] {
  const fields = Object.entries(body);
  if (fields.some(([, value]) => typeof value !== "string")) return "undecodable";
  return encode(new URLSearchParams(fields as [string, string][]).toString());
}

const encode = (text: string) => (text.isWellFormed() ? new TextEncoder().encode(text) : "undecodable");
