import { describe, expect, it, test } from "vitest";
import { ADDITIONS } from "../../scripts/lists/additions.ts";
import { SUBDOMAIN_REGISTRIES, WRONGLY_LISTED } from "../../scripts/lists/exceptions.ts";
import { installedReferences, type References } from "../../scripts/lists/references.ts";
import { selectDomains } from "../../scripts/lists/selection.ts";
import { type Evidence, installedSources, type Source } from "../../scripts/lists/sources.ts";

const source = (domains: readonly string[], evidence: Evidence): Source => ({
  name: evidence,
  version: "1.0.0",
  domains,
  evidence,
});
const REFERENCES: References = {
  confirmed: new Set(["confirmed.example", "confirmed-site.example"]),
  visited: new Set(["site.example", "confirmed-site.example"]),
  real: [],
};
const select = (...domains: readonly string[]) => selectDomains([source(domains, "first-hand")], REFERENCES);

const references = installedReferences();

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
  const sources = [
    source(["edumail.edu.pl"], "reviewed"),
    source(["edumail.edu.pl", "other.edu.pl"], "first-hand"),
  ];
  expect([...selectDomains(sources, REFERENCES).kept]).toEqual(["edumail.edu.pl"]);
});

describe("an entry counts by what stands behind it:", () => {
  it.each<[string, boolean, Evidence[], string]>([
    ["one gatherer alone", false, ["gathered"], "unknown.example"],
    ["a gatherer and a second list", true, ["gathered"], "confirmed.example"],
    ["a gatherer and the provider's own site", true, ["gathered", "first-hand"], "unknown.example"],
    ["the provider's own site", true, ["first-hand"], "unknown.example"],
    ["a person who looked at it", true, ["reviewed"], "unknown.example"],
    ["a gatherer, of a site that people visit", false, ["gathered"], "confirmed-site.example"],
    ["the provider's own site, which people visit", false, ["first-hand"], "site.example"],
    ["a person, of a site that people visit", true, ["reviewed"], "site.example"],
    ["two sources, of a site that people visit", true, ["gathered", "first-hand"], "site.example"],
  ])("%s: %s", (_, counts, evidence, domain) => {
    const sources = evidence.map((each) => source([domain], each));
    expect(selectDomains(sources, REFERENCES).kept.has(domain)).toBe(counts);
  });

  it.each([
    ...["temp-mail.sbs", "tempmail.net", "temporaryemail.org", "10minutemail.info", "10-min-mail.example"],
    ...["trashinbox.net", "throwaway-mail.example", "onetimeemail.net", "a.fakemail.example", "012gmail.com"],
  ])("one gatherer is enough for %s, which says itself what it is", (domain) => {
    expect(selectDomains([source([domain], "gathered")], REFERENCES).kept.has(domain)).toBe(true);
  });

  it.each([
    "freshmail.example",
    "ukmail.example",
    "mail2world.example",
    "contemporary.example",
    "100mail.example",
    "agmail.com",
  ])("and not for %s", (domain) =>
    expect(selectDomains([source([domain], "gathered")], REFERENCES).kept.has(domain)).toBe(false),
  );
});

it.each([...ADDITIONS])("the addition %s is kept: %s", (domain, reason) => {
  expect(reason).toMatch(/\w+ \w+ \w+/);
  const { kept } = selectDomains([source([domain], "reviewed")], REFERENCES);
  expect([...kept]).toEqual([domain]);
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
  const [one, other] = [sources, reversed].map((each) => [...selectDomains(each, references).kept]);
  expect(one?.find((domain, at) => domain !== other?.[at])).toBeUndefined();
  expect(one).toHaveLength(other?.length ?? 0);
});

test("every entry of the sources is kept, left out with a reason, or below a kept one", () => {
  const sources = installedSources();
  const { kept, dropped } = selectDomains(sources, references);
  const all = new Set(sources.flatMap(({ domains }) => domains));
  expect(sources.map(({ name }) => name)).toEqual([
    "disposable-email-domains-js",
    "fakefilter",
    "mailchecker",
    "own additions",
  ]);
  expect([...all].find((domain) => kept.has(domain) === dropped.has(domain))).toBeUndefined();
  expect(kept.size + dropped.size).toBe(all.size);
});

test.each([...SUBDOMAIN_REGISTRIES, ...WRONGLY_LISTED])("the exception %s stands once", (domain) => {
  expect(SUBDOMAIN_REGISTRIES.has(domain) && WRONGLY_LISTED.has(domain)).toBe(false);
});
