import type { Answer } from "./serve.ts";

/* How SES v2 says things. */

export function sesAnswer(body: object): Answer {
  return jsonAnswer(200, body, {});
}

export const sesError = (status: number, type: string, message: string): Answer =>
  jsonAnswer(status, { message }, { "x-amzn-errortype": type });

function jsonAnswer(status: number, body: object, headers: Readonly<Record<string, string>>): Answer {
  return { status, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}
