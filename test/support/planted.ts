/**
 * What visitors write in these tests, and whom they come from. Everything of theirs is recognisable, so that the
 * whole captured output can be searched for it.
 */
export const VISITOR = {
  name: "Planted Visitor",
  email: "planted.visitor@visitors.example",
  message: "A planted message.\nOn two lines.",
} as const;

/** Of the ranges that RFC 5737 and RFC 3849 set aside for documentation. */
export const CLIENT_ADDRESS = "203.0.113.10";

export const OWNER = "owner@site.example";
export const EDGE_SECRETS = ["planted-edge-secret-one", "planted-edge-secret-two"] as const;

const PLANTED = [
  /planted/i,
  /visitors\.example/,
  /owner@/,
  /(?:203\.0\.113|198\.51\.100|192\.0\.2)\.\d/,
  /2001:db8/i,
  /127\.0\.0\.1/,
];

/** Those lines that hold anything of a visitor, of the owner, or a secret. */
export const leaksIn = (lines: readonly string[]): string[] =>
  lines.filter((line) => PLANTED.some((planted) => planted.test(line)));
