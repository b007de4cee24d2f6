import { type DomainSet, listedDomains } from "./domain-set.ts";

/** The service's own domain: `disposable-email-domains` lists it, with evidence. */
const ITS_OWN = "disposable-email-domains, the list";

/**
 * Mail servers that serve throw-away domains only, each with its source, sorted. A service takes a new domain every day, and
 * keeps its servers. Nothing that people with domains of their own use may stand here: many throw-away domains are at
 * Cloudflare Email Routing and at Google, too. Sources are pull requests and issues of public repositories.
 */
export const THROWAWAY_HOSTS: ReadonlyMap<string, string> = new Map([
  ["discard.email", "disposable-email-domains/disposable-email-domains#169"],
  ["dropmail.me", ITS_OWN],
  ["dustmail.net", "disposable/disposable#287"],
  ["email-fake.com", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["emailfake.com", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["emlhub.com", ITS_OWN],
  ["emlpro.com", ITS_OWN],
  ["emltmp.com", ITS_OWN],
  ["erinn.biz", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["fexpost.com", ITS_OWN],
  ["freeml.net", ITS_OWN],
  ["generator.email", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["gravityengine.cc", ITS_OWN],
  ["guerrillamail.com", ITS_OWN],
  ["hi.mail.cx", "disposable-email-domains/disposable-email-domains#629"],
  ["in.mail.gw", ITS_OWN],
  ["in.mail.tm", "disposable-email-domains/disposable-email-domains#611"],
  ["mail-fake.com", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["mail.jabmag.com", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["mail.kuromee.com", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["mail.puretempmail.com", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["mail.rakibbd.com", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["mail.tmp.al", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["mailinator.com", "ivolo/disposable-email-domains#924"],
  ["mailnesia.com", ITS_OWN],
  ["mailto.plus", ITS_OWN],
  ["moakt.com", ITS_OWN],
  ["mx.1secmail.com", ITS_OWN],
  ["mx.mail-data.net", "disposable/disposable#177"],
  ["mx.temp-mail.io", "duhow/mail-checker, mail_checker/const.py"],
  ["mx1.darkvilto.biz", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["mx2.temp-mail.io", "duhow/mail-checker, mail_checker/const.py"],
  ["mytemp.email", "ivolo/disposable-email-domains#58"],
  ["prd-smtp.10minutemail.com", "duhow/mail-checker, mail_checker/const.py"],
  ["spymail.one", ITS_OWN],
  ["tempamail.com", "disposable/disposable#287"],
  ["tempm.com", "disposable/static-disposable-lists, disposable-mail-hosts.json"],
  ["temporary-mail.net", "disposable-email-domains/disposable-email-domains#472"],
  ["wabblywabble.com", "disposable-email-domains/disposable-email-domains#975"],
  ["wallywatts.com", "disposable-email-domains/disposable-email-domains#970"],
  ["yopmail.com", ITS_OWN],
]);

const hosts: DomainSet = listedDomains(THROWAWAY_HOSTS.keys());

/** @param exchange as the DNS writes it: in any letters, with or without the dot of the root. */
export const isThrowawayHost = (exchange: string): boolean =>
  hosts.holds(exchange.toLowerCase().replace(/\.$/, ""));
