import { type Check, refuse } from "../gate/check.ts";
import type { Incoming } from "../http/checks.ts";

export interface IdempotencyKey {
  /** As the client meant it, without its quotes. */
  readonly idempotencyKey: string | undefined;
}

/** A string of RFC 8941: printable ASCII, quote and backslash escaped. */
const STRING = /^"(?<text>(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/;
/** What clients send that have not read the draft: a UUID without quotes. */
const TOKEN = /^[\w!#$%&'*+.^`|~:/-]+$/;
const MAX_CHARACTERS = 255;

/**
 * Reads the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header). One that cannot be read is refused: who sends
 * it relies on it. Does no I/O.
 */
export const idempotencyKey: Check<Incoming, IdempotencyKey, "INVALID_IDEMPOTENCY_KEY"> = {
  name: "idempotency-key",
  run: ({ request }) => {
    const header = request.headers["idempotency-key"]?.trim();
    if (header === undefined) return { ok: true, adds: { idempotencyKey: undefined } };
    const key = textOf(header);
    return key === undefined || key.length > MAX_CHARACTERS
      ? refuse("INVALID_IDEMPOTENCY_KEY")
      : { ok: true, adds: { idempotencyKey: key } };
  },
};

function textOf(header: string): string | undefined {
  if (TOKEN.test(header)) return header;
  return STRING.exec(header)?.groups?.text?.replaceAll(/\\(["\\])/g, "$1");
}
