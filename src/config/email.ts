import { apiUrl, isApiKey } from "../email/api-endpoint.ts";
import { isNameServer } from "../email/name-server.ts";
import { domains, flag, oneOf } from "./kinds.ts";
import type { Kind, Rule, Schema, Settings } from "./setting.ts";

const nameServers: Kind<readonly string[]> = {
  shape: "addresses of name servers, comma-separated",
  parse: (value) => {
    const servers = value.split(",").map((each) => each.trim());
    return servers.every(isNameServer)
      ? { ok: true, value: servers }
      : { ok: false, fault: "is not a list of addresses of name servers" };
  },
};

/** How addresses are validated, in every function that takes them from strangers. */
export const emailSchema = {
  VALIDATE_EMAIL: {
    kind: oneOf(["off", "list", "dns"]),
    about:
      "How far an address is looked into beyond its syntax: `off`; `list`: no throw-away domains, without I/O; `dns`: the domain must take mail as well.",
    example: "dns",
    presence: { default: "list" },
  },
  BLOCKED_EMAIL_DOMAINS: {
    kind: domains,
    about: "Domains to refuse as throw-away ones, with all below them, beside those of the list.",
    example: "trash.example,junk.example",
  },
  ALLOWED_EMAIL_DOMAINS: {
    kind: domains,
    about: "Domains never to refuse as throw-away ones, with all below them.",
    example: "partner.example",
  },
  REFUSE_RELAY_ADDRESSES: {
    kind: flag,
    about:
      "Refuse forwarding aliases (Apple, DuckDuckGo, Mozilla, addy.io …) like throw-away addresses. Behind each is a person.",
    example: "true",
    presence: { default: "false" },
  },
  DNS_SERVERS: {
    kind: nameServers,
    about: "Name servers to ask with `VALIDATE_EMAIL=dns`. Default: those of the machine.",
    example: "10.0.0.2,10.0.0.3:5353",
  },
} as const satisfies Schema;

export type EmailSettings = Settings<typeof emailSchema>;

const apiLocation: Kind<string> = {
  shape: "an https URL without user name and password",
  parse: (value) =>
    apiUrl(value) ? { ok: true, value } : { ok: false, fault: `is not ${apiLocation.shape}` },
};

const apiKey: Kind<string> = {
  shape: "an API key",
  parse: (value) => (isApiKey(value) ? { ok: true, value } : { ok: false, fault: `is not ${apiKey.shape}` }),
};

/** The remote API, which costs money for each address. */
export const emailApiSchema = {
  TRUEMAIL_API_KEY: {
    kind: apiKey,
    about: "Key of the remote API that looks into each address. Without it none is asked.",
    example: "your-key",
  },
  EMAIL_API_URL: {
    kind: apiLocation,
    about: "Where the remote API is. Default: `https://api.truemail.io/v1/verify`.",
    example: "https://api.truemail.io/v1/verify",
  },
} as const satisfies Schema;

export const emailApiRule: Rule<typeof emailApiSchema> = {
  over: ["EMAIL_API_URL", "TRUEMAIL_API_KEY"],
  judge: ({ EMAIL_API_URL, TRUEMAIL_API_KEY }) =>
    EMAIL_API_URL && !TRUEMAIL_API_KEY
      ? {
          setting: "TRUEMAIL_API_KEY",
          fault: "is not set, and EMAIL_API_URL is",
          remedy: "Set TRUEMAIL_API_KEY to your key of that API, or leave EMAIL_API_URL out.",
        }
      : undefined,
};
