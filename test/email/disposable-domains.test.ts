import { describe, expect, it, test } from "vitest";
import { selectDomains } from "../../scripts/lists/selection.ts";
import { installedSources } from "../../scripts/lists/sources.ts";
import { disposableDomains } from "../../src/email/disposable-domains.ts";
import { DOCUMENTATION_DOMAINS, LARGE_PROVIDERS } from "../../src/email/large-providers.ts";
import { RELAYS, relayDomains } from "../../src/email/relays.ts";

const list = disposableDomains;

describe("the list that comes with the package", () => {
  const { kept } = selectDomains(installedSources());

  it("holds every selected entry, and what is below it", () => {
    expect(kept.size).toBeGreaterThan(60_000);
    expect([...kept].find((domain) => !list.holds(domain))).toBeUndefined();
    expect([...kept].find((domain) => !list.holds(`mail.${domain}`))).toBeUndefined();
  });

  it("holds none of a hundred thousand names that nobody lists", () => {
    const strangers = Array.from({ length: 100_000 }, (_, at) => `nobody-lists-${at.toString(36)}.com`);
    expect(strangers.find((domain) => list.holds(domain))).toBeUndefined();
    const neighbours = [...kept].map((domain) => `not-${domain}`).filter((domain) => !kept.has(domain));
    expect(neighbours.find((domain) => list.holds(domain) && !hasListedParent(domain))).toBeUndefined();
  });

  const hasListedParent = (domain: string) =>
    domain.split(".").some((_, at, labels) => kept.has(labels.slice(at).join(".")));

  it.each(["mailinator.com", "guerrillamail.com", "yopmail.com", "10minutemail.com", "sharklasers.com"])(
    "holds %s",
    (domain) => expect(list.holds(domain)).toBe(true),
  );

  it.each([...LARGE_PROVIDERS, ...DOCUMENTATION_DOMAINS, ...RELAYS])("never holds %s", (domain) => {
    expect(list.holds(domain)).toBe(false);
    expect(list.holds(`someone.${domain}`)).toBe(false);
  });

  it.each([
    "nus.edu.sg",
    "tom.com",
    "sdf.org",
    "aver.com",
    "msk.ru",
    "pp.ua",
    "pe.hu",
    "cu.cc",
    "uk.to",
    "a.pp.ua",
  ])("does not hold %s, which a source lists", (domain) => expect(list.holds(domain)).toBe(false));
});

describe("relays", () => {
  it.each(["privaterelay.appleid.com", "duck.com", "x.anonaddy.com", "mozmail.com", "passmail.net"])(
    "%s is one",
    (domain) => expect(relayDomains.holds(domain)).toBe(true),
  );

  it.each(["appleid.com", "apple.com", "firefox.com", "icloud.com", "proton.me", "mailinator.com"])(
    "%s is none",
    (domain) => expect(relayDomains.holds(domain)).toBe(false),
  );
});

test.each([
  ["large providers", LARGE_PROVIDERS],
  ["documentation domains", DOCUMENTATION_DOMAINS],
  ["relays", RELAYS],
])("%s are sorted and each stands once, so that changes show", (_, names) => {
  expect([...names]).toEqual([...names].sort());
});

test("nobody is a large provider and a relay", () => {
  expect([...RELAYS].filter((domain) => LARGE_PROVIDERS.has(domain))).toEqual([]);
});
