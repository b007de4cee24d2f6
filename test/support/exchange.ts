import { CLIENT_ADDRESS, VISITOR } from "./planted.ts";

/** A request as a client makes it, whatever carries it. */
export interface Ask {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The address it comes from, where the transport lets a test choose. */
  readonly from: string;
}

/** An answer as a client sees it: header names in lower case. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const JSON_TYPE = { "content-type": "application/json" };
export const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };

const post = { method: "POST", path: "/contact", headers: JSON_TYPE, from: CLIENT_ADDRESS };

export const ask = (differences: Partial<Ask> = {}): Ask => ({
  ...post,
  body: JSON.stringify({ ...VISITOR, company: "" }),
  ...differences,
});

/** A visitor's message as JSON, with some fields changed. */
export const jsonAsk = (fields: object = {}, differences: Partial<Ask> = {}): Ask =>
  ask({ body: JSON.stringify({ ...VISITOR, company: "", ...fields }), ...differences });

/** A visitor's message as a page without script posts it. */
export const formAsk = (
  fields: Readonly<Record<string, string>> = {},
  differences: Partial<Ask> = {},
): Ask => {
  const body = new URLSearchParams({ ...VISITOR, hp_topic: "", ...fields }).toString();
  return ask({ headers: FORM_TYPE, body, ...differences });
};
