const NAMED = "named as throw-away by the article that the check of sign-ups was asked for in";
const BY_NAME = "offers temporary mail by its name, and nothing else is known there";
const OFFERS = "gives out throw-away mailboxes, which its site shows:";
const FRAUD = "304 accounts of four devices, each confirmed: disposable-email-domains pull request 970";

/**
 * What no source lists, and why it is listed here: pull requests and issues are those of the repositories
 * `disposable-email-domains/disposable-email-domains` and `disposable/disposable`. A renewal of the sources loses none.
 */
export const ADDITIONS: ReadonlyMap<string, string> = new Map([
  ["tempmail.com", NAMED],
  ["throwaway.email", NAMED],
  ["temp-email.com", BY_NAME],
  ["tempmail.org", BY_NAME],
  ["disposablemail.com", "listed by the package disposable-domains; gives out throw-away mailboxes"],
  ["dustmail.net", `${OFFERS} disposable issue 287`],
  ["luxusmail.org", `${OFFERS} disposable-email-domains pull request 629`],
  ["mail.cx", `${OFFERS} disposable-email-domains pull request 629`],
  ["ogzmail.com", "has the mail servers of tempamail.com: disposable issue 287"],
  ["tempamail.com", `${OFFERS} disposable-email-domains pull request 629`],
  ["tempmail.lol", "gives out throw-away mailboxes by the API that its own package tempmail.lol calls"],
  ["tempumail.com", `${OFFERS} disposable-email-domains pull request 629`],
  ["zemail.me", `${OFFERS} disposable-email-domains pull request 629`],
  ["anawebs.com", FRAUD],
  ["badgerhole.com", FRAUD],
  ["cadinr.com", FRAUD],
  ["donumart.com", FRAUD],
  ["gixpos.com", FRAUD],
  ["hacknapp.com", FRAUD],
  ["jomeil.com", FRAUD],
  ["nixaur.com", FRAUD],
  ["novidoc.com", FRAUD],
  ["redtion.com", FRAUD],
  ["tkonu.com", FRAUD],
]);
