import { describe, expect, it } from "vitest";
import type { Notes } from "../../src/gate/check.ts";
import { CALLER, countsConnections } from "../../src/http/caller-trail.ts";
import { caller, edge, origin, postOnly, size } from "../../src/http/checks.ts";
import type { HttpRequest } from "../../src/http/message.ts";
import { at } from "../email/support/asking.ts";
import { CLIENT_ADDRESS, EDGE_SECRETS } from "../support/planted.ts";

const ORIGIN = "https://www.site.example";
const [SECRET] = EDGE_SECRETS;

const incoming = (differences: Partial<HttpRequest> = {}) => ({
  request: {
    method: "POST",
    path: "/",
    query: {},
    headers: {},
    body: new Uint8Array(10),
    clientAddress: CLIENT_ADDRESS,
    ...differences,
  },
});

const PASSED = { ok: true, adds: undefined };
const refused = (reason: string) => ({ ok: false, reason });

describe("origin", () => {
  const check = origin(new Set([ORIGIN, "http://localhost:8787"]));

  it.each([
    {},
    { origin: ORIGIN },
    { origin: "http://localhost:8787" },
    { origin: "null", "sec-fetch-site": "same-origin" },
  ])("lets %o pass", async (headers) => {
    expect(await check.run(incoming({ headers }), at())).toEqual(PASSED);
  });

  it.each([
    "",
    "null",
    "*",
    ORIGIN.toUpperCase(),
    `${ORIGIN}/`,
    `${ORIGIN}:443`,
    `${ORIGIN}.evil.example`,
    "https://evilwww.site.example",
    `${ORIGIN}, http://localhost:8787`,
  ])("refuses %j", async (given) => {
    expect(await check.run(incoming({ headers: { origin: given } }), at())).toEqual(
      refused("FORBIDDEN_ORIGIN"),
    );
  });

  it.each([
    ["null", "same-site"],
    ["null", "cross-site"],
    ["null", "none"],
    ["null", "Same-Origin"],
    ["null", ""],
    ["NULL", "same-origin"],
    ["null, null", "same-origin"],
    ["https://other.example", "same-origin"],
  ])("refuses %j of a page that is %j", async (given, site) => {
    const headers = { origin: given, "sec-fetch-site": site };
    expect(await check.run(incoming({ headers }), at())).toEqual(refused("FORBIDDEN_ORIGIN"));
  });
});

describe("postOnly", () => {
  it.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "post", ""])("refuses %s", async (method) => {
    expect(await postOnly.run(incoming({ method }), at())).toEqual(refused("METHOD_NOT_ALLOWED"));
  });

  it("lets POST pass", async () => {
    expect(await postOnly.run(incoming(), at())).toEqual(PASSED);
  });
});

describe("size", () => {
  it.each([
    [0, PASSED],
    [10, PASSED],
    [11, refused("BODY_TOO_LARGE")],
    [1_000_000, refused("BODY_TOO_LARGE")],
  ])("judges %d bytes of 10", async (bytes, verdict) => {
    expect(await size(10).run(incoming({ body: new Uint8Array(bytes) }), at())).toEqual(verdict);
  });

  it("leaves what is no body to whoever reads it", async () => {
    expect(await size(10).run(incoming({ body: "undecodable" }), at())).toEqual(PASSED);
  });
});

describe("edge", () => {
  const secrets = { edgeSecrets: EDGE_SECRETS };
  const direct = { ok: true, adds: { client: { viaEdge: false, address: CLIENT_ADDRESS } } };
  const viewer = { "cloudfront-viewer-address": "198.51.100.7:4711" };

  it.each([
    ["no secret", {}],
    ["a wrong one", { "x-postern-edge": "planted-edge-secret-six", ...viewer }],
  ])("with %s, requests pass where none is required", async (_, headers) => {
    expect(await edge({ ...secrets, requireEdge: false }).run(incoming({ headers }), at())).toEqual(direct);
  });

  it.each([
    ["no secret", {}],
    ["a wrong one", { "x-postern-edge": "planted-edge-secret-six", ...viewer }],
    ["an empty one", { "x-postern-edge": "" }],
  ])("with %s, requests are refused where it is required", async (_, headers) => {
    const check = edge({ ...secrets, requireEdge: true });
    expect(await check.run(incoming({ headers }), at())).toEqual(refused("FORBIDDEN"));
  });

  it.each(EDGE_SECRETS)("with a secret, the viewer is whom it names", async (secret) => {
    for (const requireEdge of [false, true]) {
      const headers = { "x-postern-edge": secret, ...viewer };
      expect(await edge({ ...secrets, requireEdge }).run(incoming({ headers }), at())).toEqual({
        ok: true,
        adds: { client: { viaEdge: true, address: "198.51.100.7" } },
      });
    }
  });

  it("answers at once where no cryptography is needed", () => {
    expect(edge({ ...secrets, requireEdge: false }).run(incoming(), at())).not.toBeInstanceOf(Promise);
  });
});

describe("caller", () => {
  const check = caller({});

  it("notes that the edge told the address, which no proxy's setting changes", async () => {
    const [edge, direct] = await Promise.all([
      check.run({ client: { viaEdge: true, address: CLIENT_ADDRESS } }, at()),
      check.run({ client: { viaEdge: false, address: CLIENT_ADDRESS } }, at()),
    ]);
    const seen = ({ notes }: { readonly notes?: Notes }) =>
      countsConnections({
        trail: [{ check: CALLER, verdict: "passed", tookMs: 0, notes: notes ?? {} }],
      });
    expect([seen(edge), seen(direct), countsConnections({ trail: [] })]).toEqual([false, true, false]);
  });

  const named = (address: string | undefined, more: object = {}) =>
    check.run({ client: { viaEdge: false, address, ...more } }, at());

  it.each([
    ["203.0.113.10", "203.0.113.10"],
    ["::ffff:203.0.113.10", "203.0.113.10"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/56"],
  ])("names %s", async (address, key) => {
    expect(await named(address)).toEqual({ ok: true, adds: { caller: key } });
  });

  it("names an IPv6 address by as much of it as it is told to", async () => {
    const client = { viaEdge: false, address: "2001:db8:1:2:3:4:5:6" };
    expect(await caller({ ipv6Prefix: 64 }).run({ client }, at())).toEqual({
      ok: true,
      adds: { caller: "2001:db8:1:2::/64" },
    });
  });

  it.each([
    ["unknown", "aaaaaaa"],
    ["a#b", "a?a"],
    ["192.0.2.1, 192.0.2.2", "999.9.9.9, 999.9.9.9"],
  ])("counts %j with all that cannot be read, and says what it looks like", async (address, addressForm) => {
    expect(await named(address)).toEqual({
      ok: true,
      adds: { caller: "unknown" },
      degraded: expect.stringContaining("cannot be read"),
      notes: { addressForm },
    });
  });

  it("says of an address of the edge's that cannot be read whose it was", async () => {
    expect(await named("unknown", { viaEdge: true })).toMatchObject({
      degraded: expect.stringContaining("cannot be read"),
      notes: { addressForm: "aaaaaaa", address: "edge" },
    });
  });

  it.each([undefined, "", " "])("counts %j with all that have no address, and says so", async (address) => {
    expect(await named(address)).toEqual({
      ok: true,
      adds: { caller: "unknown" },
      degraded: expect.stringContaining("no client address"),
    });
  });

  it("says so when the edge does not tell whom it stands before", async () => {
    const { client } = await Promise.resolve(
      edge({ edgeSecrets: EDGE_SECRETS, requireEdge: true }).run(
        incoming({ headers: { "x-postern-edge": SECRET } }),
        at(),
      ),
    ).then((verdict) => (verdict.ok ? verdict.adds : expect.fail("refused")));
    expect(await check.run({ client }, at())).toEqual({
      ok: true,
      adds: { caller: CLIENT_ADDRESS },
      degraded: expect.stringContaining("CloudFront-Viewer-Address"),
    });
  });
});
