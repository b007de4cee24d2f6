import { lazily } from "../aws/lazily.ts";
import type { EmailSettings } from "../config/email.ts";
import type { LoadsValidator } from "../email/email-check.ts";
import type { EmailValidator } from "../email/email-validator.ts";
import type { FindingCache } from "../email/finding-cache.ts";
import type { EmailLookup } from "../email/lookup.ts";

/** What only some functions have, each loaded when it is first asked. */
interface Further {
  readonly api?: EmailLookup;
  readonly cache?: FindingCache;
}

/** The validator that a function's settings ask for, made with the first address that comes so far. */
export function emailValidation(settings: EmailSettings, further: Further = {}): LoadsValidator {
  let loading: Promise<EmailValidator> | undefined;
  return () => {
    loading ??= load(settings, further);
    return loading;
  };
}

async function load(settings: EmailSettings, further: Further): Promise<EmailValidator> {
  const { emailValidator } = await import("../email/email-validator.ts");
  if (settings.VALIDATE_EMAIL === "off") return emailValidator({});
  const { emailLists } = await import("../email/lists.ts");
  return emailValidator({
    lists: emailLists({ blocked: settings.BLOCKED_EMAIL_DOMAINS, allowed: settings.ALLOWED_EMAIL_DOMAINS }),
    refuseRelays: settings.REFUSE_RELAY_ADDRESSES,
    dns: settings.VALIDATE_EMAIL === "dns" ? dns(settings) : undefined,
    ...further,
  });
}

const dns = ({ DNS_SERVERS }: EmailSettings) =>
  lazily<EmailLookup>({ find: true }, async () => {
    const { dnsLookup } = await import("../email/dns-lookup.ts");
    return dnsLookup({ servers: DNS_SERVERS });
  });
