import { type DomainSet, listedDomains } from "./domain-set.ts";

/**
 * Domains of forwarding aliases, sorted. What tells them from disposable mailboxes: an alias belongs to one account,
 * forwards to its owner's real mailbox, and works until the owner turns it off. Apple's iCloud+ aliases end in
 * `icloud.com` and look like any other mailbox there.
 */
export const RELAYS: ReadonlySet<string> = new Set([
  "33mail.com",
  "4wrd.cc", // addy.io
  "8alias.com", // SimpleLogin
  "8shield.net", // SimpleLogin
  "addy.io",
  "addymail.com", // addy.io
  "adguardmail.com",
  "aleeas.com", // SimpleLogin
  "anonaddy.com", // addy.io
  "anonaddy.me", // addy.io
  "dralias.com", // SimpleLogin
  "duck.com", // DuckDuckGo
  "erine.email",
  "mailer.me", // addy.io
  "mozmail.com", // Firefox Relay
  "passfwd.com", // Proton Pass
  "passinbox.com", // Proton Pass
  "passmail.com", // Proton Pass
  "passmail.net", // Proton Pass
  "privaterelay.appleid.com", // Sign in with Apple
  "relay.firefox.com", // Firefox Relay, its first aliases
  "silomails.com", // SimpleLogin
  "simplelogin.co",
  "simplelogin.com",
  "simplelogin.fr",
  "simplelogin.io",
  "slmail.me", // SimpleLogin
  "slmails.com", // SimpleLogin
  "sneakemail.com",
]);

/** Addresses that forward to a real person's mailbox; `x@name.anonaddy.com` is one. Allowed by default. */
export const relayDomains: DomainSet = listedDomains(RELAYS);
