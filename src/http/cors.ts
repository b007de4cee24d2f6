/** Every answer differs by origin, so every answer says so: else a cache hands one site's headers to another. */
export const varyByOrigin = { vary: "Origin" } as const;

/**
 * CORS headers for a request's origin: exact match or nothing. Comparing parts would let
 * `https://good.example.evil.com` pass.
 */
export function corsHeaders(
  origin: string | undefined,
  allowed: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  if (origin === undefined || !allowed.has(origin)) return varyByOrigin;
  return {
    ...varyByOrigin,
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "Retry-After, RateLimit, RateLimit-Policy",
  };
}

/** What a preflight answers beside {@link corsHeaders}; kept by browsers for two hours, the most Chrome allows. */
export function preflightHeaders(methods: string): Readonly<Record<string, string>> {
  return {
    "access-control-allow-methods": methods,
    "access-control-allow-headers": "content-type, idempotency-key",
    "access-control-max-age": "7200",
  };
}
