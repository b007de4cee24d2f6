import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callerKey, SHARED_CALLER } from "../../src/http/caller.ts";

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
    ["2001:db8::1", "2001:db8::/64"],
    ["2001:0DB8:0:0:ffff:1:2:3", "2001:db8::/64"],
    ["[2001:db8::1]", "2001:db8::/64"],
    ["[2001:db8::1]:8443", "2001:db8::/64"],
    ["2001:db8:0:1::1", "2001:db8:0:1::/64"],
    ["fe80::1%eth0", "fe80::/64"],
    ["::1", "::/64"],
  ])("counts %s as %s", (address, key) => {
    expect(callerKey(address)).toBe(key);
  });

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
    "203.0.113.10\n",
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

  it("counts a /64 as one caller, and each by itself", () => {
    fc.assert(
      fc.property(ipv6Groups(4), ipv6Groups(4), ipv6Groups(4), (network, one, other) => {
        fc.pre(network.some((group) => group !== 0)); // ::/64 holds the mapped addresses
        const key = callerKey(written([...network, ...one]));
        expect(callerKey(written([...network, ...other]))).toBe(key);
        const next = network.with(3, (Number(network[3]) + 1) % 0x10000);
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
