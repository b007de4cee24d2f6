import { describe, expect, it, test } from "vitest";
import { assetOf, faultsOf, hashesOf, readAsset } from "../../scripts/lists/asset.ts";
import { installedSelection } from "../../scripts/lists/selection.ts";
import { domainHash } from "../../src/email/domain-set.ts";

const { kept } = installedSelection();

test("the committed list is what the installed packages make (mend: npm run lists)", async () => {
  expect(faultsOf(await readAsset(), kept)).toEqual([]);
});

test("equal names give equal bytes, in whatever order", () => {
  expect(assetOf(new Set([...kept].reverse())).equals(assetOf(kept))).toBe(true);
});

test("eight bytes for a name and sixteen for all", () => {
  expect(assetOf(kept)).toHaveLength(16 + 8 * kept.size);
  expect(assetOf(new Set())).toHaveLength(16);
});

test("two names with one hash are an error", () => {
  expect(() => assetOf(new Set(["a.example", "b.example"]), () => 1n)).toThrow(/share a hash/);
});

test("what an asset holds can be read back", () => {
  const names = ["a.example", "b.example", "c.example"];
  expect(hashesOf(assetOf(new Set(names)))).toEqual(new Set(names.map(domainHash)));
});

describe("a fault is seen:", () => {
  it.each<[string, string[], string[], RegExp]>([
    ["an entry that is missing", ["a.example"], ["a.example", "b.example"], /not held: b\.example/],
    ["an entry too many", ["a.example", "b.example"], ["a.example"], /make another list/],
    ["a large provider", ["gmail.com"], ["gmail.com"], /never be: gmail\.com/],
    ["a large provider by its parent", ["co.jp"], ["co.jp"], /never be: yahoo\.co\.jp/],
    ["a relay by its parent", ["appleid.com"], ["appleid.com"], /never be: privaterelay\.appleid\.com/],
    ["documentation", ["example.org"], ["example.org"], /never be: example\.org/],
    ["a registry of subdomains", ["cu.cc"], ["cu.cc"], /never be: cu\.cc/],
  ])("%s", (_, held, expected, fault) => {
    const faults = faultsOf(assetOf(new Set(held)), new Set(expected));
    expect(faults.some((each) => fault.test(each))).toBe(true);
  });
});
