import { parseEmailAddress } from "../email/address.ts";
import { isSendable, type SendableAddress } from "../email/verdict.ts";
import { type Check, refuse } from "../gate/check.ts";
import { decodeUtf8, mediaType } from "../http/body.ts";
import type { Incoming } from "../http/checks.ts";
import { parseJsonObject, reachesPrototypes } from "../http/json-object.ts";

/** Enough for a name and some choices; whoever signs up uploads nothing. */
export const MAX_BODY_BYTES = 16 * 1_024;

/** What was sent beside the address, for whoever takes the sign-up. Not looked at here. */
export type SignupData = Readonly<Record<string, unknown>>;

export interface Parsed {
  readonly data: SignupData;
}

/** JSON and nothing else: any page may post a form across origins unasked. */
export const body: Check<Incoming, Parsed, "UNSUPPORTED_MEDIA_TYPE" | "INVALID_BODY"> = {
  name: "body",
  run: ({ request }) => {
    if (mediaType(request.headers["content-type"]) !== "application/json")
      return refuse("UNSUPPORTED_MEDIA_TYPE");
    const text = request.body === "undecodable" ? undefined : decodeUtf8(request.body);
    const data = text === undefined ? undefined : parseJsonObject(text);
    return data && !reachesPrototypes(data) ? { ok: true, adds: { data } } : refuse("INVALID_BODY");
  },
};

/**
 * One plain address that mail can be sent to. Whatever else stands in the field is none. An address that is in use, and that SES
 * cannot carry, has a reason of its own: to check it does not help its owner.
 */
export const address: Check<
  Parsed,
  { readonly address: SendableAddress },
  "INVALID_EMAIL" | "UNSENDABLE_EMAIL"
> = {
  name: "address",
  run: ({ data }) => {
    const email = Object.hasOwn(data, "email") ? data.email : undefined;
    const address = typeof email === "string" ? parseEmailAddress(email) : undefined;
    if (!address) return refuse("INVALID_EMAIL");
    return isSendable(address) ? { ok: true, adds: { address } } : refuse("UNSENDABLE_EMAIL");
  },
};
