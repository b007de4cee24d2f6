import { describe, expect, it } from "vitest";
import { clientOf } from "../../src/http/edge.ts";
import { CLIENT_ADDRESS, EDGE_SECRETS } from "../support/planted.ts";

const [FIRST, SECOND] = EDGE_SECRETS;
const VIEWER = "198.51.100.7";

const from = (headers: Readonly<Record<string, string>>, secrets: readonly string[] = EDGE_SECRETS) =>
  clientOf(
    {
      method: "POST",
      path: "/contact",
      query: {},
      headers,
      body: new Uint8Array(),
      clientAddress: CLIENT_ADDRESS,
    },
    secrets,
  );

const viewer = (header: string) => ({ "cloudfront-viewer-address": header });

describe("clientOf", () => {
  it.each([FIRST, SECOND])(
    "takes the viewer's address from a request that carries a secret",
    async (secret) => {
      expect(await from({ "x-postern-edge": secret, ...viewer(`${VIEWER}:4711`) })).toEqual({
        viaEdge: true,
        address: VIEWER,
      });
    },
  );

  it.each([
    ["2001:db8::1:4711", "2001:db8::1"],
    ["2001:db8:0:0:0:0:0:1:4711", "2001:db8:0:0:0:0:0:1"],
  ])("splits the viewer's address %s at its last colon", async (header, address) => {
    expect(await from({ "x-postern-edge": FIRST, ...viewer(header) })).toMatchObject({ address });
  });

  it.each([
    ["no secret", {}],
    ["an empty secret", { "x-postern-edge": "" }],
    ["a wrong secret", { "x-postern-edge": "planted-edge-secret-six" }],
    ["the start of a secret", { "x-postern-edge": FIRST.slice(0, -1) }],
    ["a secret and more", { "x-postern-edge": `${FIRST}x` }],
    ["both secrets at once", { "x-postern-edge": `${FIRST}, ${SECOND}` }],
    ["a secret in another case", { "x-postern-edge": FIRST.toUpperCase() }],
  ])("takes the connection's address when a request carries %s", async (_, headers) => {
    expect(await from({ ...headers, ...viewer(`${VIEWER}:4711`) })).toEqual({
      viaEdge: false,
      address: CLIENT_ADDRESS,
    });
  });

  it("matches nothing when no secret is set", async () => {
    expect(await from({ "x-postern-edge": "", ...viewer(`${VIEWER}:1`) }, [])).toMatchObject({
      viaEdge: false,
    });
    expect(await from({ "x-postern-edge": "undefined", ...viewer(`${VIEWER}:1`) }, [])).toMatchObject({
      viaEdge: false,
    });
  });

  it.each([{}, viewer(""), viewer(":4711"), viewer("nothing")])(
    "takes the connection's address when the edge tells none, and says so: %o",
    async (headers) => {
      expect(await from({ "x-postern-edge": FIRST, ...headers })).toEqual({
        viaEdge: true,
        address: CLIENT_ADDRESS,
        viewerUnknown: true,
      });
    },
  );

  it("never reads X-Forwarded-For", async () => {
    const forged = { "x-forwarded-for": VIEWER, forwarded: `for=${VIEWER}`, "x-real-ip": VIEWER };
    expect(await from(forged)).toMatchObject({ address: CLIENT_ADDRESS });
    expect(await from({ ...forged, "x-postern-edge": FIRST })).toMatchObject({ address: CLIENT_ADDRESS });
  });
});
