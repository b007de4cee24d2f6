import { Resolver } from "node:dns/promises";
import { TIMEOUT_MS } from "../service.ts";
import { type Answer, ask } from "./ask.ts";

/** Whether a domain, or one above it, has a DMARC record. Public suffixes (`psd=y`) speak for themselves alone. */
export async function hasDmarc(
  domain: string,
  nameServers: readonly string[] | undefined,
): Promise<Answer<boolean>> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS / 4, tries: 2 });
  if (nameServers) resolver.setServers(nameServers);
  const labels = domain.split(".");
  const domains = labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
  return ask(undefined, async ({ abortSignal }) => {
    abortSignal.addEventListener("abort", () => resolver.cancel());
    for (const [index, each] of domains.entries()) {
      const records = (await textsOf(resolver, `_dmarc.${each}`)).filter(isDmarc);
      if (records.some((record) => index === 0 || !/;\s*psd\s*=\s*y\b/i.test(record))) return true;
    }
    return false;
  });
}

const isDmarc = (record: string) => /^v\s*=\s*DMARC1\s*(?:;|$)/i.test(record);

async function textsOf(resolver: Resolver, name: string): Promise<readonly string[]> {
  try {
    return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENODATA" || code === "ENOTFOUND") return [];
    throw error;
  }
}
