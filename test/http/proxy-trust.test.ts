import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ProxyTrust, proxyFault, type SeenConnection } from "../../src/http/proxy-trust.ts";

const CLAIMED = "198.51.100.66";
const fault = (trust: ProxyTrust, peerAddress?: string, forwardedFor: string | undefined = CLAIMED) =>
  proxyFault({ trust, forwardedFor, peerAddress });
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
  it.each([...PRIVATE, ...PUBLIC, undefined])(
    "nobody has forwarded anything: nothing is seen (%s)",
    (peer) => {
      for (const trust of ["nobody", "some", "everybody"] as const) {
        expect(proxyFault({ trust, forwardedFor: undefined, peerAddress: peer })).toBeUndefined();
      }
    },
  );

  it.each(PRIVATE)("a proxy at %s that is not trusted makes all callers one", (peer) => {
    expect(fault("nobody", peer)).toMatch(/^Requests come through a proxy that is not trusted, .* share one/);
  });

  it.each([...PUBLIC, ...NEARLY_PRIVATE, undefined, "", "text"])(
    "whoever connects from %s may be a client that forges the header, and is rightly not believed",
    (peer) => expect(fault("nobody", peer)).toBeUndefined(),
  );

  it.each([...PRIVATE, ...PUBLIC, undefined])(
    "where every proxy is trusted, callers write their own address (%s)",
    (peer) => expect(fault("everybody", peer)).toMatch(/^Every proxy is trusted, .* limited by none/),
  );

  it.each([...PRIVATE, ...PUBLIC, undefined])("where some are trusted, nothing is seen (%s)", (peer) => {
    expect(fault("some", peer)).toBeUndefined();
  });

  it("never throws, and says one of two sentences with a remedy and nothing of the request", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.ipV4(), fc.ipV6(), fc.constantFrom(...PRIVATE));
    const seen: fc.Arbitrary<SeenConnection> = fc.record({
      trust: fc.constantFrom("nobody", "some", "everybody"),
      forwardedFor: fc.option(text, { nil: undefined }),
      peerAddress: fc.option(text, { nil: undefined }),
    });
    const sentences = new Set<string>();
    fc.assert(
      fc.property(seen, (connection) => {
        const sentence = proxyFault(connection);
        if (sentence !== undefined) sentences.add(sentence);
      }),
      { numRuns: 2_000 },
    );
    expect(sentences.size).toBe(2);
    for (const sentence of sentences) expect(sentence).toMatch(/Trust exactly the proxies .*\.$/);
  });
});
