import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corsHeaders } from "../../src/http/cors.ts";

const GOOD = "https://good.example";
const OTHER = "http://localhost:8787";
const ALLOWED = new Set([GOOD, OTHER]);
const NEAR_MISSES = [
  "null",
  "*",
  "",
  `${GOOD}/`,
  `${GOOD}.evil.example`,
  "https://evilgood.example",
  GOOD.toUpperCase(),
];

describe("corsHeaders", () => {
  it("echoes exactly an allowed origin, and nothing else", () => {
    const origins = fc.oneof(
      fc.constantFrom(GOOD, OTHER, ...NEAR_MISSES),
      fc.string({ unit: "binary" }),
      fc.webUrl({ withQueryParameters: true }),
      fc.tuple(fc.constantFrom(GOOD, OTHER), fc.string({ minLength: 1 })).map(([start, end]) => start + end),
    );
    fc.assert(
      fc.property(origins, (origin) => {
        const headers = corsHeaders(origin, ALLOWED);
        expect(headers["access-control-allow-origin"]).toBe(ALLOWED.has(origin) ? origin : undefined);
        expect(headers.vary).toBe("Origin");
        expect(headers).not.toHaveProperty("access-control-allow-credentials");
      }),
    );
  });

  it("says nothing but Vary where no origin was told", () => {
    expect(corsHeaders(undefined, ALLOWED)).toEqual({ vary: "Origin" });
  });

  it("lets the page's script read when to come back", () => {
    expect(corsHeaders(GOOD, ALLOWED)["access-control-expose-headers"]).toBe(
      "Retry-After, RateLimit, RateLimit-Policy",
    );
  });
});
