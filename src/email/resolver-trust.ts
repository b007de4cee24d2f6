import type { At } from "../gate/check.ts";

/**
 * Domains that take mail as long as there is an Internet. Not asked about otherwise: they are large providers. One of them is
 * enough, in case a network bars another.
 */
const CONTROLS = ["gmail.com", "outlook.com", "yahoo.com"] as const;

/** A machine may move into another network. */
const TRUSTED_MS = 300_000;

interface Resolver {
  resolveMx(domain: string): Promise<readonly unknown[]>;
}

/** Makes sure that a resolver that says no can say yes at all. */
export interface ResolverTrust {
  /**
   * To be called before a no is believed. Asks for domains that are there, at most once in five minutes while they are found.
   * @throws Error with the code `DENIES_ALL` when none of them is found.
   */
  assure(resolver: Resolver, at: At): Promise<void>;
}

/**
 * Company networks and captive portals have resolvers that know names of their own and deny all others. Believed, they would
 * refuse everybody. That such a resolver knows some name is no proof, so only names of the world outside count.
 */
export function resolverTrust(): ResolverTrust {
  let trustedAtMs: number | undefined;
  const isTrusted = (nowMs: number) => {
    const ageMs = trustedAtMs === undefined ? -1 : nowMs - trustedAtMs;
    return ageMs >= 0 && ageMs < TRUSTED_MS;
  };
  return {
    assure: async (resolver, { nowMs }) => {
      if (isTrusted(nowMs)) return;
      await Promise.any(CONTROLS.map((domain) => found(resolver, domain))).catch(deniesAll);
      trustedAtMs = nowMs;
    },
  };
}

async function found(resolver: Resolver, domain: string): Promise<void> {
  const exchanges = await resolver.resolveMx(domain);
  if (exchanges.length === 0) throw new Error("there is no MX");
}

function deniesAll(cause: unknown): never {
  const message = "The resolver finds the mail server of no large provider";
  throw Object.assign(new Error(message, { cause }), { code: "DENIES_ALL" });
}
