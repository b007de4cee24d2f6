import { describe, expect, it } from "vitest";
import { browserAccess } from "../../src/http/browser-access.ts";
import type { HttpRequest } from "../../src/http/message.ts";

const ORIGIN = "https://www.site.example";
const browsers = browserAccess(new Set([ORIGIN]), { name: "test", quota: 7, windowSeconds: 3_600 });

const request = (method: string, origin?: string): HttpRequest => ({
  method,
  path: "/",
  query: {},
  headers: origin === undefined ? {} : { origin },
  body: new Uint8Array(),
  clientAddress: "203.0.113.10",
});

const FOREIGN = [
  "https://evil.example",
  "null",
  ORIGIN.toUpperCase(),
  `${ORIGIN}/`,
  `${ORIGIN}.evil.example`,
  "",
];

describe("a preflight", () => {
  it.each([ORIGIN, undefined])("of %s is answered", (origin) => {
    expect(browsers.preflight(request("OPTIONS", origin))).toEqual({
      status: 204,
      headers: {
        allow: "POST, OPTIONS",
        "access-control-allow-methods": "POST, OPTIONS",
        "access-control-allow-headers": "content-type, idempotency-key",
        "access-control-max-age": "7200",
      },
      body: "",
    });
  });

  it.each(FOREIGN)("of %j is left to the gate, which refuses it", (origin) => {
    expect(browsers.preflight(request("OPTIONS", origin))).toBeUndefined();
  });

  it.each(["POST", "GET", "PUT", "options"])("is not %s", (method) => {
    expect(browsers.preflight(request(method, ORIGIN))).toBeUndefined();
  });
});

describe("an answer", () => {
  const answer = {
    status: 429,
    headers: { "retry-after": "9", "content-type": "text/plain" },
    body: "later",
  };

  it("of an allowed origin can be read by its page, and tells the limit", () => {
    expect(browsers.dressed(request("POST", ORIGIN), answer)).toEqual({
      ...answer,
      headers: {
        ...answer.headers,
        vary: "Origin",
        "access-control-allow-origin": ORIGIN,
        "access-control-expose-headers": "Retry-After, RateLimit, RateLimit-Policy",
        "ratelimit-policy": '"test";q=7;w=3600',
      },
    });
  });

  it.each([undefined, ...FOREIGN])("of %j cannot, and tells the limit and that origins matter", (origin) => {
    expect(browsers.dressed(request("POST", origin), answer)).toEqual({
      ...answer,
      headers: { ...answer.headers, vary: "Origin", "ratelimit-policy": '"test";q=7;w=3600' },
    });
  });
});
