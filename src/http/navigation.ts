import type { HttpRequest } from "./message.ts";

const FORM_TYPE = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

/**
 * Whether a browser shows the answer in its window, because a form was posted without script or an address was opened. Browsers
 * then ask for HTML (Fetch standard, the default of `Accept` for a document); scripts ask for anything, and alone post JSON. A
 * URL-encoded form is taken for one that was posted without script, whatever is asked for.
 */
export function fillsWindow({ headers }: Pick<HttpRequest, "headers">): boolean {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type === FORM_TYPE) return true;
  return type !== JSON_TYPE && (headers.accept?.toLowerCase().includes("text/html") ?? false);
}
