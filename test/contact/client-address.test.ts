import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Aws, startAws } from "../support/aws.ts";
import { contactInstance } from "../support/contact-instance.ts";
import { eventAlb, eventV1, eventV2 } from "../support/events.ts";
import { type Ask, jsonAsk } from "../support/exchange.ts";
import { EDGE_SECRETS } from "../support/planted.ts";

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());
beforeEach(() => aws.forget());

/** Whom the slot that was taken last counts. */
const counted = () => aws.keys().at(-1)?.split("#")[1];

const EVENTS = { "REST v1": eventV1, "HTTP v2": eventV2, ALB: eventAlb };
const generous = { IP_LIMIT_PER_HOUR: "100", EDGE_SECRET: EDGE_SECRETS.join(",") };
const withHeaders = (headers: Readonly<Record<string, string>>, from = "203.0.113.10"): Ask =>
  jsonAsk({}, { headers: { "content-type": "application/json", ...headers }, from });

describe.each(Object.entries(EVENTS))("the client of an event of %s", (_, eventOf) => {
  it.each([
    ["203.0.113.20", "203.0.113.20"],
    ["::ffff:203.0.113.20", "203.0.113.20"],
    ["2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1::/56"],
  ])("at %s is counted as %s", async (from, key) => {
    const reply = await contactInstance(aws, generous).receive(eventOf(jsonAsk({}, { from })));
    expect(reply.status).toBe(200);
    expect(counted()).toBe(key);
  });

  it("is not who X-Forwarded-For says", async () => {
    await contactInstance(aws, generous).receive(eventOf(withHeaders({ "x-forwarded-for": "198.51.100.1" })));
    expect(counted()).toBe("203.0.113.10");
  });

  it.each(EDGE_SECRETS)("is CloudFront's viewer when the edge proves itself", async (secret) => {
    const headers = { "x-postern-edge": secret, "cloudfront-viewer-address": "2001:db8:9::1:4711" };
    await contactInstance(aws, generous).receive(eventOf(withHeaders(headers)));
    expect(counted()).toBe("2001:db8:9::/56");
  });

  it.each([{}, { "x-postern-edge": "planted-edge-secret-six" }])(
    "is not who CloudFront-Viewer-Address says without the secret: %o",
    async (proof) => {
      const headers = { ...proof, "cloudfront-viewer-address": "198.51.100.1:4711" };
      await contactInstance(aws, generous).receive(eventOf(withHeaders(headers)));
      expect(counted()).toBe("203.0.113.10");
    },
  );

  it("is refused at REQUIRE_EDGE when it did not come through the edge, and nobody is called", async () => {
    const instance = contactInstance(aws, { ...generous, REQUIRE_EDGE: "true" });
    const direct = await instance.receive(eventOf(withHeaders({})));
    expect(direct.status).toBe(403);
    expect(JSON.parse(direct.body)).toMatchObject({ success: false, error: "FORBIDDEN" });
    expect(instance.decisions().at(-1)).toMatchObject({ outcome: "refused", reason: "FORBIDDEN" });
    expect(aws.calls).toEqual([]);

    const viaEdge = withHeaders({
      "x-postern-edge": EDGE_SECRETS[0],
      "cloudfront-viewer-address": "203.0.113.30:1",
    });
    expect((await instance.receive(eventOf(viaEdge))).status).toBe(200);
  });
});

it.each([
  ["48", "2001:db8:1::/48"],
  ["64", "2001:db8:1:2::/64"],
])("IPV6_PREFIX=%s says how much of an address is one caller", async (prefix, key) => {
  const instance = contactInstance(aws, { ...generous, IPV6_PREFIX: prefix });
  await instance.send(jsonAsk({}, { from: "2001:db8:1:2:aaaa:bbbb:cccc:dddd" }));
  expect(counted()).toBe(key);
});

it("an event without any address is limited as one shared caller, and says so in the log", async () => {
  const instance = contactInstance(aws, { IP_LIMIT_PER_HOUR: "2" });
  const { requestContext, ...event } = eventV1(jsonAsk());
  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await instance.receive(event)).status);
  expect(statuses).toEqual([200, 200, 429]);
  expect(requestContext.identity.sourceIp, "what was left out").toBe("203.0.113.10");
  expect(counted()).toBe("unknown");
  expect(instance.lines().at(-1)?.level).toBe("ERROR");
  expect(instance.decisions().at(-1)?.degraded).toEqual([
    "the event has no client address: all such requests share one limit",
  ]);
});

it("an event whose address cannot be read says in the log what it looks like, and not what it is", async () => {
  const instance = contactInstance(aws);
  await instance.send(jsonAsk({}, { from: "198.51.100.1, 203.0.113.10" }));
  expect(counted()).toBe("unknown");
  const { degraded, trail } = instance.decisions().at(-1) ?? {};
  expect(degraded).toEqual(["the client's address cannot be read: all such requests share one limit"]);
  expect(trail).toContainEqual(
    expect.objectContaining({ check: "caller", notes: { addressForm: "999.99.999.9, 999.9.999.99" } }),
  );
  expect(instance.raw.join()).not.toContain("198.51.100.1");
});
