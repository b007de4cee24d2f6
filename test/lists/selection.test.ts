import { describe, expect, it, test } from "vitest";
import { SUBDOMAIN_REGISTRIES, WRONGLY_LISTED } from "../../scripts/lists/exceptions.ts";
import { selectDomains } from "../../scripts/lists/selection.ts";
import { installedSources, type Source } from "../../scripts/lists/sources.ts";

const source = (domains: readonly string[], isReviewed = false): Source => ({
  name: "one",
  version: "1.0.0",
  domains,
  isReviewed,
});
const select = (...domains: readonly string[]) => selectDomains([source(domains)]);

describe("an entry is left out when it is", () => {
  it.each([
    ["not a domain", "mailinator"],
    ["not a domain", "mail inator.com"],
    ["not a domain", "mail_inator.com"],
    ["not a domain", "mailinator..com"],
    ["not a domain", `${"a".repeat(64)}.com`],
    ["not a domain", `${"a.".repeat(130)}com`],
    ["not a domain", "xn--.com"],
    ["public suffix", "co.uk"],
    ["public suffix", "web.id"],
    ["public suffix", "ddns.net"],
    ["registry of subdomains", "cu.cc"],
    ["relay", "duck.com"],
    ["relay", "someone.anonaddy.com"],
    ["relay", "appleid.com"],
    ["large provider", "gmail.com"],
    ["large provider", "vip.qq.com"],
    ["documentation", "example.com"],
    ["wrongly listed", "sdf.org"],
    ["school, government or military", "nus.edu.sg"],
    ["school, government or military", "post.mit.edu"],
    ["school, government or military", "police.gov.uk"],
  ])("%s: %s", (reason, domain) => {
    const { kept, dropped } = select("mailinator.com", domain);
    expect([...kept]).toEqual(["mailinator.com"]);
    expect([...dropped]).toEqual([[domain, reason]]);
  });

  it("below a listed one", () => {
    const { kept, dropped } = select(
      "a.mailinator.com",
      "b.a.mailinator.com",
      "mailinator.com",
      "notmailinator.com",
    );
    expect([...kept]).toEqual(["mailinator.com", "notmailinator.com"]);
    expect([...dropped.values()]).toEqual(["below a listed one", "below a listed one"]);
  });
});

it("keeps what is below an entry that was left out", () => {
  expect([...select("cu.cc", "bad.cu.cc", "ddns.net", "bad.ddns.net").kept]).toEqual([
    "bad.cu.cc",
    "bad.ddns.net",
  ]);
});

it("keeps a school's domain that a reviewed source lists: some countries sell them to anybody", () => {
  const sources = [source(["edumail.edu.pl"], true), source(["edumail.edu.pl", "other.edu.pl"])];
  expect([...selectDomains(sources).kept]).toEqual(["edumail.edu.pl"]);
});

it("reads capitals, blanks and internationalised names", () => {
  expect([...select(" Mailinator.COM\n", "münchen-müll.de").kept]).toEqual([
    "mailinator.com",
    "xn--mnchen-mll-9dbh.de",
  ]);
});

it("is the same in whatever order sources and entries come", () => {
  const sources = installedSources();
  const reversed = sources.toReversed().map((each) => ({ ...each, domains: each.domains.toReversed() }));
  const [one, other] = [sources, reversed].map((each) => [...selectDomains(each).kept]);
  expect(one?.find((domain, at) => domain !== other?.[at])).toBeUndefined();
  expect(one).toHaveLength(other?.length ?? 0);
});

test("every entry of the sources is kept, left out with a reason, or below a kept one", () => {
  const sources = installedSources();
  const { kept, dropped } = selectDomains(sources);
  const all = new Set(sources.flatMap(({ domains }) => domains));
  expect(sources.map(({ name }) => name)).toEqual([
    "disposable-email-domains-js",
    "fakefilter",
    "mailchecker",
  ]);
  expect([...all].find((domain) => kept.has(domain) === dropped.has(domain))).toBeUndefined();
  expect(kept.size + dropped.size).toBe(all.size);
});

test.each([...SUBDOMAIN_REGISTRIES, ...WRONGLY_LISTED])("the exception %s stands once", (domain) => {
  expect(SUBDOMAIN_REGISTRIES.has(domain) && WRONGLY_LISTED.has(domain)).toBe(false);
});
