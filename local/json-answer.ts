import type { Answer } from "./serve.ts";

/** @param headers May name another content type. Default: `application/json`, and no others. */
export const jsonAnswer = (
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** How a service of AWS refuses that speaks REST: the SDKs read the type off the header. */
export const restError = (status: number, type: string, message: string): Answer =>
  jsonAnswer(status, { message }, { "x-amzn-errortype": type });
