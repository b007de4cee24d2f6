import { parseEmailAddress } from "../email/address.ts";
import type { Kind } from "./setting.ts";
import { fine, isWebUrl, notA } from "./text-kinds.ts";

export function integer(min: number, max: number): Kind<number> {
  const shape = `a whole number from ${min} to ${max}`;
  return {
    shape,
    parse: (value) => {
      const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      return number >= min && number <= max ? fine(number) : notA(shape);
    },
  };
}

export const flag: Kind<boolean> = {
  shape: "true or false",
  parse: (value) => (value === "true" || value === "false" ? fine(value === "true") : notA("true or false")),
};

export function oneOf<const T extends string>(choices: readonly T[]): Kind<T> {
  const shape = `one of ${choices.join(", ")}`;
  return {
    shape,
    parse: (value) => {
      const choice = choices.find((each) => each === value);
      return choice === undefined ? notA(shape) : fine(choice);
    },
  };
}

/** One plain address in ASCII: SES cannot write from or to any other local part. */
export const emailAddress: Kind<string> = {
  shape: "one plain e-mail address",
  parse: (value) => {
    const ascii = parseEmailAddress(value)?.ascii;
    return ascii === undefined ? notA("one plain e-mail address") : fine(ascii);
  },
};

/** Exact web origins, as browsers send them: scheme, host in lower case, port unless it is the scheme's own. */
export const origins: Kind<ReadonlySet<string>> = {
  shape: "one or several exact origins, comma-separated",
  parse: (value) => {
    const listed = commaSeparated(value);
    if (listed.includes("*")) {
      return {
        ok: false,
        fault: "must not be *: any website could then post to your form in its visitors' name",
        remedy: "Name the origin of your site, for example https://www.example.com.",
      };
    }
    if (listed.length === 0) return { ok: false, fault: "names no origin" };
    const wrong = listed.findIndex((origin) => !isOrigin(origin));
    if (wrong === -1) return fine(new Set(listed));
    return {
      ok: false,
      fault: `has an entry (number ${wrong + 1}) that is not an exact origin`,
      remedy:
        "Write scheme and host in lower case, the port if it is unusual, and no path or slash at the end: https://www.example.com.",
    };
  },
};

/** Secrets long enough not to be guessed; two, so that one can be rotated without an outage. */
export const secrets: Kind<readonly string[]> = {
  shape: "one or two secrets of at least 16 characters, comma-separated",
  parse: (value) => {
    const listed = commaSeparated(value);
    const usable = listed.length >= 1 && listed.length <= 2 && listed.every((secret) => secret.length >= 16);
    return usable ? fine(listed) : notA(secrets.shape);
  },
};

/** Where a browser is sent: a page of this site (`/thanks`) or an http(s) URL. */
export const location: Kind<string> = {
  shape: "an http(s) URL or a path that begins with /",
  parse: (value) => {
    const isPath = /^\/(?!\/)[\x21-\x7e]*$/.test(value);
    return isPath || isWebUrl(value) ? fine(value) : notA(location.shape);
  },
};

/** An amount of money, to the hundredth of a cent. */
export const money: Kind<number> = {
  shape: "an amount above 0, such as 0.50",
  parse: (value) =>
    /^\d{1,6}(?:\.\d{1,4})?$/.test(value) && Number(value) > 0 ? fine(Number(value)) : notA(money.shape),
};

/** Domains in any script, comma-separated, as the lower-case ASCII that mail uses. Empty means none. */
export const domains: Kind<ReadonlySet<string>> = {
  shape: "domains, comma-separated",
  parse: (value) => {
    // What stands after the @ of an address is a domain, so an address tells whether it is one.
    const listed = commaSeparated(value).map((each) => parseEmailAddress(`a@${each}`)?.domain);
    const wrong = listed.indexOf(undefined);
    if (wrong === -1) return fine(new Set(listed.filter((each) => each !== undefined)));
    return {
      ok: false,
      fault: `has an entry (number ${wrong + 1}) that is not a domain`,
      remedy: "Write domains without an @, for example trash.example,junk.example.",
    };
  },
};

const commaSeparated = (value: string) =>
  value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");

const isOrigin = (text: string) =>
  /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
