import { describe, expect, it, test } from "vitest";
import { selectDomains } from "../../scripts/lists/selection.ts";
import { installedSources } from "../../scripts/lists/sources.ts";
import { parseEmailAddress } from "../../src/email/address.ts";
import { disposableDomains } from "../../src/email/disposable-domains.ts";
import { DOCUMENTATION_DOMAINS, LARGE_PROVIDERS } from "../../src/email/large-providers.ts";
import { RELAYS, relayDomains } from "../../src/email/relays.ts";

const list = disposableDomains();

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

test("an internationalised domain is looked up as an address has it", () => {
  const own = disposableDomains({ blocked: new Set(["xn--mnchen-3ya.de"]) });
  expect(own.holds(parseEmailAddress("a@post.MÜNCHEN.de")?.domain ?? "")).toBe(true);
});

describe("the owner's own entries", () => {
  it.each([
    ["an addition counts, with all below it", "a.new.example", ["new.example"], [], true],
    ["an addition may be a large provider", "gmail.com", ["gmail.com"], [], true],
    ["an addition may be a whole top-level domain", "a.zip", ["zip"], [], true],
    ["an exception counts, with all below it", "a.mailinator.com", [], ["mailinator.com"], false],
    ["an exception may be for a part alone", "a.mailinator.com", [], ["a.mailinator.com"], false],
    ["… and the rest stays listed", "b.mailinator.com", [], ["a.mailinator.com"], true],
    [
      "the longer entry wins: an exception below an addition",
      "a.b.example",
      ["b.example"],
      ["a.b.example"],
      false,
    ],
    [
      "the longer entry wins: an addition below an exception",
      "a.b.example",
      ["a.b.example"],
      ["b.example"],
      true,
    ],
    ["of the same entry in both, the addition wins", "a.example", ["a.example"], ["a.example"], true],
    ["who is in neither is asked of the list", "mailinator.com", ["a.example"], ["b.example"], true],
    ["… and accepted when nobody lists him", "c.example", ["a.example"], ["b.example"], false],
  ])("%s", (_, domain, blocked, allowed, held) => {
    const own = disposableDomains({ blocked: new Set(blocked), allowed: new Set(allowed) });
    expect(own.holds(domain)).toBe(held);
  });

  it.each([{ blocked: new Set(["Mailinator.com"]) }, { allowed: new Set(["ada@example.com"]) }])(
    "that could never be found are misuse",
    (options) => expect(() => disposableDomains(options)).toThrow(RangeError),
  );
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
