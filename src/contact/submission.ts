import { type EmailAddress, parseEmailAddress } from "../email/address.ts";
import { withoutInvisibleEnds } from "../email/invisible-ends.ts";
import { type Check, passed, refuse } from "../gate/check.ts";
import { decodeUtf8, mediaType, parseFlatJson, parseForm, type TextFields } from "../http/body.ts";
import type { Incoming } from "../http/checks.ts";
import { isBlank } from "./text.ts";

/** What a visitor wrote, trimmed. */
export interface Submission {
  readonly name: string;
  readonly email: string;
  readonly message: string;
}

/** Enough for 5,000 Thai characters as a form (45 KB) and 5,000 emoji in JSON (20 KB). */
export const MAX_BODY_BYTES = 64 * 1_024;

/** Longest values, in code points: an emoji counts as one, not two. */
export const MAX_CODE_POINTS = { name: 100, email: 254, message: 5_000 } as const;

const FIELDS = ["name", "email", "message"] as const;

/** A field of which nothing is expected but that it stays empty. So it is called in JSON and in forms, and no browser fills it in. */
const TRAP_PREFIX = "hp_";

/** Its further name in JSON, where no browser fills anything in. */
export const DEFAULT_HONEYPOT_FIELD = "company";

export interface Parsed {
  readonly fields: TextFields;
}

/** Whether a field is filled in that people leave empty. */
export interface Baited {
  readonly isTrapFilled: boolean;
}

/**
 * Reads the body strictly. JSON or a form; a type that pages may send across origins unasked is not enough.
 *
 * In a form a field named `honeypotField` is no trap: a site may well have a visible one of that name, and its visitors would be
 * thanked and lost. Empty, it says nothing and passes; filled in, it is refused like any field that the mail would not show, so
 * that the owner finds out when trying the form.
 */
export const body = (
  honeypotField: string,
): Check<Incoming, Parsed & Baited, "UNSUPPORTED_MEDIA_TYPE" | "INVALID_BODY"> => ({
  name: "body",
  run: ({ request }) => {
    const type = mediaType(request.headers["content-type"]) ?? "";
    const parse = PARSERS.get(type);
    if (!parse) return refuse("UNSUPPORTED_MEDIA_TYPE");
    const text = request.body === "undecodable" ? undefined : decodeUtf8(request.body);
    const fields = text === undefined ? undefined : parse(text);
    if (fields === undefined) return refuse("INVALID_BODY");
    let isTrapFilled = false;
    for (const [name, value] of fields) {
      if (isOurs(name)) continue;
      const isTrap = name.startsWith(TRAP_PREFIX) || (name === honeypotField && type !== FORM_TYPE);
      // Spaces are what a person leaves behind, not what a bot fills in.
      const isFilled = !isBlank(value);
      if (!isTrap && (name !== honeypotField || isFilled)) return refuse("INVALID_BODY");
      isTrapFilled ||= isFilled;
    }
    return { ok: true, adds: { fields, isTrapFilled } };
  },
});

export const FORM_TYPE = "application/x-www-form-urlencoded";

const PARSERS = new Map([
  ["application/json", parseFlatJson],
  [FORM_TYPE, parseForm],
]);

/** A field that the mail would not show is refused rather than dropped: the owner finds out when trying the form. */
const isOurs = (name: string) => FIELDS.some((field) => field === name);

/** People do not see this field and leave it empty; simple bots fill in whatever they find. */
export const honeypot: Check<Parsed & Baited, void, "HONEYPOT"> = {
  name: "honeypot",
  run: ({ isTrapFilled }) => (isTrapFilled ? refuse("HONEYPOT") : passed),
};

export const fields: Check<Parsed, { readonly submission: Submission }, "MISSING_FIELDS" | "FIELD_TOO_LONG"> =
  {
    name: "fields",
    run: ({ fields }) => {
      const submission: Submission = {
        name: written(fields, "name"),
        email: withoutInvisibleEnds(written(fields, "email")),
        message: written(fields, "message"),
      };
      const missing = FIELDS.filter((field) => isBlank(submission[field]));
      if (missing.length > 0) return refuse("MISSING_FIELDS", { notes: { fields: missing } });
      const tooLong = FIELDS.filter((field) => isLonger(submission[field], MAX_CODE_POINTS[field]));
      if (tooLong.length > 0) return refuse("FIELD_TOO_LONG", { notes: { fields: tooLong } });
      return { ok: true, adds: { submission } };
    },
  };

/** An address that nobody can write to makes the message worthless, and a forged Reply-To dangerous. */
export const address: Check<
  { readonly submission: Submission },
  { readonly address: EmailAddress },
  "INVALID_EMAIL"
> = {
  name: "address",
  run: ({ submission }) => {
    const address = parseEmailAddress(submission.email);
    return address ? { ok: true, adds: { address } } : refuse("INVALID_EMAIL");
  },
};

/** Browsers post each line break of a form as CR LF: whoever wrote 5,000 characters did not write more. */
const written = (fields: TextFields, name: string) =>
  (fields.get(name) ?? "").replaceAll("\r\n", "\n").trim();

/** No text has more code points than UTF-16 units, so most need no counting. */
function isLonger(text: string, maxCodePoints: number): boolean {
  if (text.length <= maxCodePoints) return false;
  let count = 0;
  for (const _ of text) count += 1;
  return count > maxCodePoints;
}
