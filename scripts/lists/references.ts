import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** What is no source of the list: it decides which entries of an unreviewed source count, and measures the list. */
export interface References {
  /** What a second list has, which was gathered apart from the sources. */
  readonly confirmed: ReadonlySet<string>;
  /** Sites that people visit. Some of their operators do give out throw-away mailboxes. */
  readonly visited: ReadonlySet<string>;
  /** Whom the list should not refuse, to measure it. */
  readonly real: readonly RealDomains[];
}

export interface RealDomains {
  readonly name: string;
  readonly domains: Iterable<string>;
}

const require = createRequire(import.meta.url);

/** From packages, as installed. */
export function installedReferences(): References {
  const confirmed: readonly string[] = require("disposable-domains");
  const mailboxes: readonly string[] = require("email-providers/common.json");
  const hosts = visitedHosts();
  return {
    confirmed: new Set(confirmed),
    visited: withAllAbove(hosts),
    real: [
      { name: versioned("third-party-web"), domains: hosts },
      { name: `${versioned("email-providers")}, the common ones`, domains: mailboxes },
    ],
  };
}

/** Each host that the pages in the HTTP Archive load something from. */
function visitedHosts(): readonly string[] {
  const text = readFileSync(require.resolve("third-party-web/dist/domain-map.csv"), "utf8");
  return text.split("\n").flatMap((line) => line.slice(0, Math.max(0, line.indexOf(","))) || []);
}

function withAllAbove(hosts: readonly string[]): ReadonlySet<string> {
  const domains = new Set<string>();
  for (const host of hosts) {
    for (let from = 0; host.includes(".", from); from = host.indexOf(".", from) + 1) {
      domains.add(host.slice(from));
    }
  }
  return domains;
}

function versioned(name: string): string {
  const { version }: { readonly version: string } = require(`${name}/package.json`);
  return `${name} ${version}`;
}
