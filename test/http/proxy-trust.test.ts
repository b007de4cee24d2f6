import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ProxyRemedies,
  type ProxyTrust,
  proxyFault,
  type SeenConnection,
  UNIX_SOCKET,
} from "../../src/http/proxy-trust.ts";

const CLAIMED = "198.51.100.66";
const REMEDIES: ProxyRemedies = {
  forgeable: "Mend the forging.",
  "too many hops": "Mend the number.",
  "all one": "Mend the trust.",
  "all one, over a Unix socket": "Mend the socket.",
};
const fault = (trust: ProxyTrust, peerAddress?: string, forwardedFor: string | undefined = CLAIMED) =>
  proxyFault({ trust, forwardedFor, peerAddress }, REMEDIES);
const PUBLIC = ["203.0.113.10", "8.8.8.8", "::ffff:203.0.113.10", "2001:db8::1", "2606:4700::1111"];
const PRIVATE = [
  ...["127.0.0.1", "::1", "::ffff:127.0.0.1", "::FFFF:10.1.2.3"],
  ...["10.0.0.1", "192.168.1.1", "172.16.0.1", "172.31.255.255", "169.254.1.1"],
  ...["100.64.0.1", "100.127.255.254", "fd00::1", "fc00::1", "fe80::1%eth0", "FEBF::1"],
];
const NEARLY_PRIVATE = [
  ...["11.0.0.1", "126.255.255.255", "128.0.0.1", "172.15.255.255", "172.32.0.1", "100.63.255.255"],
  ...["100.128.0.1", "192.169.0.1", "169.253.0.1", "1.10.0.1", "110.0.0.1", "::1:1", "fec0::1", "fb00::1"],
];

describe("proxyFault", () => {
  it.each([...PRIVATE, ...PUBLIC, UNIX_SOCKET, undefined])(
    "nobody has forwarded anything: nothing is seen (%s)",
    (peer) => {
      for (const trust of ["nobody", "some", "everybody"] as const) {
        const seen = { trust, trustedHops: 5, forwardedFor: undefined, peerAddress: peer };
        expect(proxyFault(seen, REMEDIES)).toBeUndefined();
      }
    },
  );

  it.each(PRIVATE)("a proxy at %s that is not trusted makes all callers one", (peer) => {
    expect(fault("nobody", peer)).toMatch(
      /^Requests come through a proxy that is not trusted, .* share one limit\. Mend the trust\.$/,
    );
  });

  it.each([...PUBLIC, ...NEARLY_PRIVATE, undefined, "", "text"])(
    "whoever connects from %s may be a client that forges the header, and is rightly not believed",
    (peer) => expect(fault("nobody", peer)).toBeUndefined(),
  );

  it.each([...PRIVATE, ...PUBLIC, undefined])(
    "where every proxy is trusted, callers write their own address (%s)",
    (peer) =>
      expect(fault("everybody", peer)).toMatch(
        /^Every proxy is trusted, .* limited by none\. Mend the forging\.$/,
      ),
  );

  it.each([...PRIVATE, ...PUBLIC, undefined])("where some are trusted, nothing is seen (%s)", (peer) => {
    expect(fault("some", peer)).toBeUndefined();
  });

  it("a proxy over a Unix socket that is not trusted makes all callers one", () => {
    expect(fault("nobody", UNIX_SOCKET)).toMatch(/Unix socket.* share one limit\. Mend the socket\.$/);
    expect(fault("some", UNIX_SOCKET)).toBeUndefined();
  });

  it.each([
    ["198.51.100.66", 1, false],
    ["198.51.100.66", 2, true],
    ["198.51.100.66, 203.0.113.10", 2, false],
    ["198.51.100.66,203.0.113.10,10.0.0.1", 4, true],
    ["198.51.100.66,203.0.113.10,10.0.0.1", 3, false],
    ["", 1, false],
  ])(
    "of %j and %i trusted proxies, the first address may be the caller's own: %s",
    (forwardedFor, hops, is) => {
      const seen = { trust: "some", trustedHops: hops, forwardedFor, peerAddress: "10.0.0.1" } as const;
      const expected = /^A request came through fewer proxies than are trusted, .* Mend the number\.$/;
      expect(proxyFault(seen, REMEDIES) ?? "").toMatch(is ? expected : /^$/);
    },
  );

  it("never throws, and says one of four sentences with a remedy and nothing of the request", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.ipV4(), fc.ipV6(), fc.constantFrom(...PRIVATE));
    const seen: fc.Arbitrary<SeenConnection> = fc.record({
      trust: fc.constantFrom("nobody", "some", "everybody"),
      forwardedFor: fc.option(text, { nil: undefined }),
      trustedHops: fc.nat(3),
      peerAddress: fc.option(fc.oneof(text, fc.constant(UNIX_SOCKET)), { nil: undefined }),
    });
    const sentences = new Set<string>();
    fc.assert(
      fc.property(seen, (connection) => {
        const sentence = proxyFault(connection, REMEDIES);
        if (sentence !== undefined) sentences.add(sentence);
      }),
      { numRuns: 2_000 },
    );
    expect(sentences.size).toBe(4);
    for (const sentence of sentences) expect(sentence).toMatch(/^[\w, -]+\. Mend the \w+\.$/);
  });
});
