import { describe, expect, it, test } from "vitest";
import { readOptions } from "../../infra/options.ts";

const DOMAIN = { name: "contact.example.com", hostedZoneId: "Z0TEST", hostedZoneName: "example.com" };

describe("the edge", () => {
  it.each([
    [undefined, {}],
    [false, {}],
    ["false", {}],
    [true, { dev: {}, prod: {} }],
    ["true", { dev: {}, prod: {} }],
    ['{"prod":true}', { prod: {} }],
    [{ dev: { rules: { rate: "count" } } }, { dev: { rules: { rate: "count" } } }],
  ])("of %j is for %j", (edge, stages) => expect(readOptions({ edge }).edge).toEqual(stages));

  it("takes all of its options, also as the text of a command line", () => {
    const prod = {
      domain: DOMAIN,
      rules: { "anonymous-ip": "block", common: "count" },
      allowedAddresses: ["192.0.2.1/32", "2001:DB8::/32"],
      blockedAddresses: ["198.51.100.0/24"],
      requestsPerFiveMinutes: 10,
    };
    expect(readOptions({ edge: JSON.stringify({ prod }) }).edge).toEqual({ prod });
  });

  it("tells every fault at once, each with what is allowed", () => {
    const dev = { domain: { ...DOMAIN, name: "contact.example.org" }, colour: "red" };
    const prod = {
      domain: { name: "Contact_Form", hostedZoneName: "example.com." },
      rules: { rate: "off", speed: "block" },
      allowedAddresses: "192.0.2.1",
      blockedAddresses: ["192.0.2.1", "0.0.0.0/0", "::/0", "2001:db8::/129"],
      requestsPerFiveMinutes: 9.5,
    };
    expect(() =>
      readOptions({ edge: { dev, prod, test: true }, partnerKey: "yes" }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [Error: The context of CDK is not as it should be:
      - edge.dev.domain must have a name that lies in its hosted zone
      - edge.dev must be true or an object that has nothing but domain, rules, allowedAddresses, blockedAddresses, requestsPerFiveMinutes, not colour
      - edge.prod.domain.name must be a host name in small letters, at most 64, such as contact.example.com
      - edge.prod.domain.hostedZoneId must be the id of a hosted zone, such as Z0123456789ABC
      - edge.prod.domain.hostedZoneName must be the name of that zone, without a dot at its end, such as example.com
      - edge.prod.rules.rate must be block or count
      - edge.prod.rules must be an object that has nothing but blocked-addresses, oversized-body, rate, ip-reputation, anonymous-ip, common, known-bad-inputs, not speed
      - edge.prod.allowedAddresses must be a list of CIDR ranges
      - edge.prod.blockedAddresses.0 must be a CIDR range, IPv4 or IPv6, such as 192.0.2.0/24 or 2001:db8::/32
      - edge.prod.blockedAddresses.1 must be less than the whole Internet: WAF takes no /0
      - edge.prod.blockedAddresses.2 must be less than the whole Internet: WAF takes no /0
      - edge.prod.blockedAddresses.3 must be a CIDR range, IPv4 or IPv6, such as 192.0.2.0/24 or 2001:db8::/32
      - edge.prod.requestsPerFiveMinutes must be a whole number from 10 to 2000000000
      - edge must be true, false or, as JSON, an object that has nothing but dev, prod, not test
      - partnerKey must be true or false]
    `);
  });

  it.each(["", "yes", '{"prod":', "[]", "1"])(
    "refuses %j, rather than leaving it off without a word",
    (edge) => {
      expect(() => readOptions({ edge })).toThrow("edge must be true, false or, as JSON, an object");
    },
  );

  it("refuses a name outside its zone, and one name for both stages", () => {
    const elsewhere = { ...DOMAIN, name: "contactexample.com" };
    expect(() => readOptions({ edge: { prod: { domain: elsewhere } } })).toThrow("lies in its hosted zone");
    expect(() => readOptions({ edge: { dev: { domain: DOMAIN }, prod: { domain: DOMAIN } } })).toThrow(
      "another domain",
    );
  });
});

test("a partner's key is made when it is asked for", () => {
  expect(
    [undefined, false, "true", true].map((partnerKey) => readOptions({ partnerKey }).partnerKey),
  ).toEqual([...[false, false, true, true]]);
});

test("a key in other letters is not passed over", () =>
  expect(() => readOptions({ Edge: true, partnerkey: true, "@aws-cdk/core:x": true })).toThrow(
    "Edge must be written edge\n- partnerkey must be written partnerKey",
  ));
