import { validateHeaderName, validateHeaderValue } from "node:http";
import type { Answer } from "../serve.ts";

/** What the two payload versions share in reading a function's result. */

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isTextRecord = (value: unknown): value is Record<string, string | number | boolean> =>
  isRecord(value) &&
  Object.values(value).every((each) => ["string", "number", "boolean"].includes(typeof each));

/** A gateway writes these itself. */
const OWN_HEADERS = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"]);

/** Status, body and checked headers of a result, or undefined when any of them is malformed. */
export function answerOf(
  { statusCode, body = "", isBase64Encoded = false }: Record<string, unknown>,
  headers: Readonly<Record<string, unknown>>,
  defaultType: string,
): Answer | undefined {
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const text = body ?? "";
  if (typeof text !== "string" || typeof isBase64Encoded !== "boolean") return undefined;
  const checked = checkHeaders(headers);
  if (checked === undefined) return undefined;
  if (text !== "" && checked["content-type"] === undefined) checked["content-type"] = defaultType;
  return { status, headers: checked, body: isBase64Encoded ? Buffer.from(text, "base64") : text };
}

function checkHeaders(
  headers: Readonly<Record<string, unknown>>,
): Record<string, string | string[]> | undefined {
  const checked: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (OWN_HEADERS.has(name.toLowerCase())) continue;
    const values = Array.isArray(value) ? value.map(String) : String(value);
    try {
      validateHeaderName(name);
      for (const each of [values].flat()) validateHeaderValue(name, each);
    } catch {
      return undefined;
    }
    checked[name.toLowerCase()] = values;
  }
  return checked;
}
