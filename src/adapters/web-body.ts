import { mediaType } from "../http/body.ts";
import { memberOf } from "./member.ts";

/**
 * The first bytes of a body, which stays readable for whoever comes after. Reading ends with the chunk that goes beyond
 * `maxBytes`: whoever judges the size sees that there was more, and memory stays bounded.
 * @throws TypeError when somebody has read the body already.
 */
export async function firstBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed) throw new TypeError(READ_BEFORE);
  const copy = request.clone().body;
  if (copy === null) return new Uint8Array();
  const reader = copy.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    while (size <= maxBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.length;
    }
  } finally {
    // Else the copy would go on gathering what is read of the original. It settles with the original, or never: nobody waits,
    // and what breaks the original reaches whoever reads that.
    reader.cancel().catch(() => {});
  }
  return joined(chunks, size);
}

const READ_BEFORE =
  "The body has been read before it came here. Ask the guard first, or give request.clone() to what reads it earlier.";

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** What of ours can parse a body of this type. */
export function parserFor(contentType: string | undefined): "json" | "form" | undefined {
  const type = mediaType(contentType);
  if (type === "application/json") return "json";
  const isForm = type === "application/x-www-form-urlencoded" || type === "multipart/form-data";
  return isForm ? "form" : undefined;
}

/** A field of a JSON body as `json()` finds it; undefined when the body is no JSON. */
export function fieldOfJson(text: string, name: string): unknown {
  try {
    return memberOf(JSON.parse(text), name);
  } catch {
    return undefined;
  }
}

/**
 * A field of a form. A form that could be read as JSON has none: its sender hopes that one address is judged and another is used.
 */
export function fieldOfForm(form: FormData, name: string): unknown {
  const isJson = [...form.keys()].some((key) => key.trimStart().startsWith("{"));
  return isJson ? undefined : oneOrAll(form, name);
}

/** A field that came twice is a list, and neither of the two: handlers differ in which they take. */
export function oneOrAll(form: FormData, name: string): unknown {
  const values: readonly unknown[] = form.getAll(name);
  return values.length === 1 ? values[0] : values;
}
