/** Fields of a submission, all of them text, in the order they came. */
export type TextFields = ReadonlyMap<string, string>;

/**
 * The media type of a Content-Type header in lower case, or undefined when there is none or it declares a
 * charset other than UTF-8.
 */
export function mediaType(contentType: string | undefined): string | undefined {
  if (contentType === undefined) return undefined;
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  const charset = parameters.map((parameter) => parameter.trim()).find((each) => each.startsWith("charset="));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  return isUtf8 ? type.trim() : undefined;
}

/**
 * Strict UTF-8 without a byte order mark, or undefined. A lenient decoder would put U+FFFD where it does not
 * understand, and a visitor's text would arrive changed.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return undefined;
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A JSON object whose every value is well-formed text, or undefined. Anything nested, null, a number or a lone
 * surrogate is not text; the result is a map, so `__proto__` is a name like any other.
 */
export function parseFlatJson(text: string): TextFields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields = new Map<string, string>();
  for (const [name, field] of Object.entries(value)) {
    if (typeof field !== "string" || !field.isWellFormed()) return undefined;
    fields.set(name, field);
  }
  return fields;
}

/**
 * `application/x-www-form-urlencoded` (WHATWG URL, section 5), or undefined when an escape is not UTF-8 or a
 * field comes twice. `URLSearchParams` would repair the one and hide the other.
 */
export function parseForm(text: string): TextFields | undefined {
  const fields = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeComponent(equals === -1 ? pair : pair.slice(0, equals));
    const value = decodeComponent(equals === -1 ? "" : pair.slice(equals + 1));
    if (name === undefined || value === undefined || fields.has(name)) return undefined;
    fields.set(name, value);
  }
  return fields;
}

function decodeComponent(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
