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

/** The honeypot: called `company` in JSON. Forms use a name that no browser takes for a company and fills in. */
const HONEYPOT = "company";
const HONEYPOT_PREFIX = "hp_";

export interface Parsed {
  readonly fields: TextFields;
}

/** Reads the body strictly. JSON or a form; a type that pages may send across origins unasked is not enough. */
export const body: Check<Incoming, Parsed, "UNSUPPORTED_MEDIA_TYPE" | "INVALID_BODY"> = {
  name: "body",
  run: ({ request }) => {
    const parse = PARSERS.get(mediaType(request.headers["content-type"]) ?? "");
    if (!parse) return refuse("UNSUPPORTED_MEDIA_TYPE");
    const text = request.body === "undecodable" ? undefined : decodeUtf8(request.body);
    const fields = text === undefined ? undefined : parse(text);
    const isOurs = fields !== undefined && [...fields.keys()].every(isKnown);
    return isOurs ? { ok: true, adds: { fields } } : refuse("INVALID_BODY");
  },
};

export const FORM_TYPE = "application/x-www-form-urlencoded";

const PARSERS = new Map([
  ["application/json", parseFlatJson],
  [FORM_TYPE, parseForm],
]);

const isHoneypot = (name: string) => name === HONEYPOT || name.startsWith(HONEYPOT_PREFIX);
/** A field that the mail would not show is refused rather than dropped: the owner finds out when trying the form. */
const isKnown = (name: string) => isHoneypot(name) || FIELDS.some((field) => field === name);

/** People do not see this field and leave it empty; simple bots fill in whatever they find. */
export const honeypot: Check<Parsed, void, "HONEYPOT"> = {
  name: "honeypot",
  run: ({ fields }) =>
    [...fields].some(([name, value]) => isHoneypot(name) && value !== "") ? refuse("HONEYPOT") : passed,
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
