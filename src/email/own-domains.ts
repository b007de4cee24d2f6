import { listedDomains, withParents } from "./domain-set.ts";

/** The owner's own view of domains, in lower-case ASCII; each entry counts for what is below it as well. */
export interface OwnDomains {
  /** Taken for throw-away ones, whatever else is known of them. */
  readonly blocked?: ReadonlySet<string> | undefined;
  /** Never taken for throw-away ones or undesired aliases, whoever says so. */
  readonly allowed?: ReadonlySet<string> | undefined;
}

export interface OwnOpinion {
  /** What the owner says of a domain; undefined: nothing. */
  of(domain: string): "blocked" | "allowed" | undefined;
}

/**
 * The longer entry goes before the shorter (`blocked` holds `a.example`, `allowed` holds `b.a.example`: the latter is
 * allowed), and `blocked` before `allowed`.
 * @throws RangeError for an entry that is no domain in lower-case ASCII: it would never be found.
 */
export function ownOpinion({ blocked = new Set(), allowed = new Set() }: OwnDomains): OwnOpinion {
  listedDomains([...blocked, ...allowed]);
  if (blocked.size + allowed.size === 0) return { of: () => undefined };
  return {
    of: (domain) => {
      const decisive = withParents(domain).find((each) => blocked.has(each) || allowed.has(each));
      if (decisive === undefined) return undefined;
      return blocked.has(decisive) ? "blocked" : "allowed";
    },
  };
}
