import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callerKey, formOf, SHARED_CALLER } from "../../src/http/caller.ts";

const ipv6Groups = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: count, maxLength: count });
const written = (groups: readonly number[]) => groups.map((group) => group.toString(16)).join(":");

describe("callerKey", () => {
  it.each([
    ["203.0.113.10", "203.0.113.10"],
    ["203.0.113.10:443", "203.0.113.10"],
    ["::ffff:203.0.113.10", "203.0.113.10"],
    ["::FFFF:cb00:710a", "203.0.113.10"],
    ["[::ffff:203.0.113.10]:443", "203.0.113.10"],
    ["2001:db8::1", "2001:db8::/56"],
    ["2001:0DB8:0:0:ffff:1:2:3", "2001:db8::/56"],
    ["[2001:db8::1]", "2001:db8::/56"],
    ["[2001:db8::1]:8443", "2001:db8::/56"],
    ["2001:db8:0:1::1", "2001:db8::/56"],
    ["2001:db8:0:ff::1", "2001:db8::/56"],
    ["2001:db8:0:100::1", "2001:db8:0:100::/56"],
    ["fe80::1%eth0", "fe80::/56"],
    ["::1", "::/56"],
    // Written with spaces around: some proxies and some apps leave them.
    [" 192.0.2.1", "192.0.2.1"],
    ["192.0.2.1\r\n", "192.0.2.1"],
    ["\t[2001:db8::1]:8443 ", "2001:db8::/56"],
    // 6to4 (RFC 3056): behind 2002: stands the IPv4 address of the router.
    ["2002:c000:0201::1", "192.0.2.1"],
    ["2002:c000:0201:ffff:ffff:ffff:ffff:ffff", "192.0.2.1"],
    ["2002:c000:0202::1", "192.0.2.2"],
    // Teredo (RFC 4380): the client's IPv4 address, each bit turned round, stands last; the server's stands before.
    ["2001:0:c633:6401:0:63bf:3fff:fdfe", "192.0.2.1"],
    ["2001:0:cb00:710a:8000:ffff:3fff:fdfe", "192.0.2.1"],
    ["2001::3fff:fdfd", "192.0.2.2"],
    // Translated from IPv4: NAT64 (RFC 6052, RFC 8215) and SIIT (RFC 2765).
    ["64:ff9b::192.0.2.1", "192.0.2.1"],
    ["64:ff9b::c000:202", "192.0.2.2"],
    ["64:ff9b:1::192.0.2.1", "192.0.2.1"],
    ["::ffff:0:192.0.2.1", "192.0.2.1"],
    // Neighbours of these that hold no IPv4 address.
    ["2003:c000:0201::1", "2003:c000:201::/56"],
    ["2001:1::3fff:fdfe", "2001:1::/56"],
    ["64:ff9b::1:0:192.0.2.1", "64:ff9b::/56"],
  ])("counts %j as %s", (address, key) => {
    expect(callerKey(address)).toBe(key);
  });

  it.each([
    [48, "2001:db8:1::/48"],
    [52, "2001:db8:1:2000::/52"],
    [56, "2001:db8:1:2300::/56"],
    [57, "2001:db8:1:2300::/57"],
    [60, "2001:db8:1:2340::/60"],
    [63, "2001:db8:1:2344::/63"],
    [64, "2001:db8:1:2345::/64"],
  ])("counts by the first %d bits when told so", (prefix, key) => {
    expect(callerKey("2001:db8:1:2345:6789::1", prefix)).toBe(key);
    expect(callerKey("2002:c000:0201:2345::1", prefix)).toBe("192.0.2.1");
    expect(callerKey("192.0.2.1", prefix)).toBe("192.0.2.1");
  });

  it.each([47, 65, 0, 128, 56.5, Number.NaN, "56", null])("takes no prefix of %j", (prefix) => {
    for (const address of ["2001:db8::1", "192.0.2.1", undefined])
      expect(() => callerKey(address, prefix as number)).toThrow(
        new TypeError("callerKey: ipv6Prefix must be a whole number from 48 to 64, such as 56"),
      );
  });

  it.each([5, null, ["192.0.2.1"], { address: "192.0.2.1" }, Promise.resolve("192.0.2.1")])(
    "counts what is no text with all who have no address: %j",
    (given) => {
      expect(callerKey(given as unknown as string)).toBe(SHARED_CALLER);
    },
  );

  it.each([
    undefined,
    "",
    " ",
    "unknown",
    "203.0.113",
    "203.0.113.256",
    "0313.0.113.10",
    "0xcb.0.113.10",
    "3405803786",
    "203.0.113.10#hour#0#slot#1",
    "203.0.113.10, 198.51.100.1",
    "2001:db8::1#slot#1",
    "2001:db8:::1",
    "1:2:3:4:5:6:7:8:9",
    "[2001:db8::1",
    "203.0.113.10\n203.0.113.11",
    '"203.0.113.10"',
  ])("counts %j with all who have no address", (address) => {
    expect(callerKey(address)).toBe(SHARED_CALLER);
  });

  it("counts an IPv4-mapped address as the IPv4 address that it is", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(callerKey(`::ffff:${address}`)).toBe(callerKey(address));
        expect(callerKey(address)).toBe(address);
      }),
    );
  });

  it("counts a /56 as one caller, and each by itself", () => {
    fc.assert(
      fc.property(ipv6Groups(4), ipv6Groups(4), ipv6Groups(4), (network, one, other) => {
        // There an IPv4 address is counted.
        fc.pre(![0, 0x64, 0x2001, 0x2002].includes(Number(network[0])));
        const key = callerKey(written([...network, ...one]));
        expect(callerKey(written([...network, ...other]))).toBe(key);
        const next = network.with(3, (Number(network[3]) + 0x100) % 0x10000);
        const sameLine = network.with(3, Number(network[3]) ^ 0xff);
        expect(callerKey(written([...sameLine, ...one]))).toBe(key);
        expect(callerKey(written([...next, ...one]))).not.toBe(key);
      }),
    );
  });

  it("never throws, and never makes a name with the # that divides keys", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.ipV4(),
      fc.ipV6(),
      fc.stringMatching(/^[0-9a-f:.#%[\]/]{0,40}$/),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(callerKey(text)).toMatch(/^[0-9a-f.:/]+$|^unknown$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("formOf", () => {
  it.each([
    [" 203.0.113.10, 2001:db8::1", " 999.9.999.99, 9999:aa9::9"],
    ["ада@site.example", "aaa?aaaa.aaaaaaa"],
    ["a\nb\u0000c\u202e#<script>", "a?a?a???aaaaaa?"],
    ["x".repeat(100), `${"a".repeat(60)}…`],
    ["", ""],
    [5, "a number"],
    [["203.0.113.10"], "a list"],
    [{}, "an object"],
    [Promise.resolve("203.0.113.10"), "a promise"],
  ])("shows the form of %j, and nothing of what it says", (given, form) => {
    expect(formOf(given)).toBe(form);
  });
});
