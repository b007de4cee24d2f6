import type { HttpRequest } from "../http/message.ts";

/** The header that API Gateway reads keys from. */
export const API_KEY_HEADER = "x-api-key";

export const apiKeyOf = ({ headers }: Pick<HttpRequest, "headers">): string | undefined =>
  headers[API_KEY_HEADER];
