import { IPV6_PREFIX } from "../http/ipv6-prefix.ts";
import { flag, integer, origins, secrets } from "./kinds.ts";
import type { Rule, Schema } from "./setting.ts";

/** What every function reads that browsers call from pages of other origins. */
export const publicEndpointSchema = {
  ALLOWED_ORIGIN: {
    kind: origins,
    about: "Your site's origin, exactly as browsers send it; several with commas. `*` is refused.",
    example: "https://www.example.com",
    presence: "required",
  },
  EDGE_SECRET: {
    kind: secrets,
    about: "Secret with which CloudFront proves itself in `x-postern-edge`; two while it is rotated.",
    example: "a-long-random-text-of-yours",
  },
  REQUIRE_EDGE: {
    kind: flag,
    about: "Refuse requests that did not come through CloudFront.",
    example: "true",
    presence: { default: "false" },
  },
  IPV6_PREFIX: {
    kind: integer(IPV6_PREFIX.shortest, IPV6_PREFIX.longest),
    about:
      "Leading bits of an IPv6 address that count as one caller: one line often has a /56, some have a /48.",
    example: "48",
    presence: { default: String(IPV6_PREFIX.usual) },
  },
} as const satisfies Schema;

export const edgeRule: Rule<typeof publicEndpointSchema> = {
  over: ["REQUIRE_EDGE", "EDGE_SECRET"],
  judge: ({ REQUIRE_EDGE, EDGE_SECRET }) =>
    REQUIRE_EDGE && !EDGE_SECRET
      ? {
          setting: "REQUIRE_EDGE",
          fault: "is true and EDGE_SECRET is not set, so every request would be refused",
          remedy:
            "Set EDGE_SECRET to the secret that CloudFront sends in x-postern-edge, or REQUIRE_EDGE to false.",
        }
      : undefined,
};
