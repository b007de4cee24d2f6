import type { At } from "../gate/check.ts";
import { isUnavailable } from "../gate/is-unavailable.ts";
import type { Unavailable } from "../gate/unavailable.ts";
import type { FindingCache } from "./finding-cache.ts";
import type { EmailLookup } from "./lookup.ts";
import type { EmailSource, EmailStep, Finding, SendableAddress } from "./verdict.ts";

/** Whom there is to ask, in the order of what it costs. Whoever is left out is not asked. */
export interface InquiryOptions {
  readonly cache?: FindingCache | undefined;
  readonly dns?: EmailLookup | undefined;
  readonly api?: EmailLookup | undefined;
}

/** What is known of a domain before anybody is asked. */
interface Known {
  /** Why its domain is known to take mail. Absent: the DNS is asked. */
  readonly takesMail: "LARGE_PROVIDER" | "KNOWN_RELAY" | undefined;
  /** Never disposable, whoever says so. */
  readonly isTrusted: boolean;
}

interface Inquired {
  readonly steps: readonly EmailStep[];
  /** The first finding that settles it; a cached one stands for all. Else the last that was given. */
  readonly found: (Finding & { readonly source: EmailSource }) | undefined;
}

/** Asks about one address. Whoever cannot be asked is passed over, and the steps say so. */
export function inquiry(options: InquiryOptions) {
  const { cache } = options;
  const lookups = (["dns", "api"] as const).flatMap((source) => {
    const lookup = options[source];
    return lookup ? [{ source, lookup }] : [];
  });

  return async (address: SendableAddress, { takesMail, isTrusted }: Known, at: At): Promise<Inquired> => {
    const steps: EmailStep[] = [];
    const ask = async <T>(step: EmailSource, question: () => Promise<T>): Promise<T | undefined> => {
      const startedMs = at.elapsedMs();
      const tookMs = () => at.elapsedMs() - startedMs;
      try {
        const answer = await question();
        steps.push({ step, tookMs: tookMs() });
        return answer;
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        steps.push({ step, tookMs: tookMs(), failed: whatFailed(error) });
        return undefined;
      }
    };

    const kept = cache && (await ask("cache", () => cache.find(address, at)));
    const cached = kept && believed(kept, isTrusted);
    if (cached) return { steps, found: { ...cached, source: "cache" as const } };

    let found: Inquired["found"];
    let isSettled = true;
    for (const { source, lookup } of lookups) {
      if (source === "dns" && takesMail) {
        found = withoutAsking(takesMail);
        continue;
      }
      const finding = await ask(source, () => lookup.find(address, at));
      const opinion = finding && believed(finding, isTrusted);
      // A part that could not be asked, or did not know: it shall be asked again. That the cache failed is no doubt.
      if (finding === undefined || finding.status === "unknown") isSettled = false;
      else if (opinion) found = { ...opinion, source };
      // Nothing that the API could say would change this, and it costs money.
      if (found?.status === "undeliverable" || found?.disposable) break;
    }
    if (found && found.source !== "list" && isSettled && cache) {
      const { source: _, ...finding } = found;
      await ask("cache", () => cache.keep(address, finding, at));
    }
    return { steps, found };
  };
}

/** A resolver that errs would refuse half of all people. */
const withoutAsking = (reason: NonNullable<Known["takesMail"]>) =>
  ({ status: "deliverable", reason, disposable: false, source: "list" }) as const;

/**
 * Whoever calls a large provider, a relay or a domain that the owner allows disposable is wrong about that, and would cost
 * honest people their sign-up. That a mailbox there takes no mail may still be true.
 */
function believed(finding: Finding, isTrusted: boolean): Finding | undefined {
  if (!finding.disposable || !isTrusted) return finding;
  return finding.status === "undeliverable" ? { ...finding, disposable: false } : undefined;
}

/** Names the part and the code of what broke, and quotes no message: a resolver's has the domain in it. */
function whatFailed({ message, cause }: Unavailable): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? `${message}: ${code}` : message;
}
