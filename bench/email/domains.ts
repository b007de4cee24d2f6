import providers from "email-providers/all.json" with { type: "json" };
import { withParents } from "../../src/email/domain-set.ts";

/**
 * Domains as sign-ups bring them: a third is listed, a sixth lies below a listed one, half are those of real providers that
 * nobody lists. Always the same ones, spread over the whole list and mixed.
 */
export function mixedDomains(listed: ReadonlySet<string>, count: number): readonly string[] {
  const names = [...listed];
  const others = providers.filter((domain) => !withParents(domain).some((each) => listed.has(each)));
  return Array.from({ length: count }, (_, n) => {
    const name = pick(names, n);
    if (n % 6 < 2) return name;
    return n % 6 === 2 ? `mail${n % 97}.${name}` : pick(others, n);
  });
}

/** By large steps: neighbours in the sample are none in the list. */
const pick = (from: readonly string[], n: number) => from[(n * 7_919) % from.length] ?? "";
