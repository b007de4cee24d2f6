import { createRequire } from "node:module";
import { ADDITIONS } from "./additions.ts";

/**
 * What stands behind an entry.
 * - `reviewed`: a person looked at it, with evidence.
 * - `first-hand`: taken from the provider's own site.
 * - `gathered`: copied from other lists, and from services that show every name that a visitor has typed.
 */
export type Evidence = "reviewed" | "first-hand" | "gathered";

/** What one package lists, as it lists it. */
export interface Source {
  readonly name: string;
  /** Undefined: not a package. */
  readonly version?: string;
  readonly domains: readonly string[];
  readonly evidence: Evidence;
}

const require = createRequire(import.meta.url);

/** What the list is made of: the packages, as installed, and our own additions. */
export function installedSources(): readonly Source[] {
  const mailchecker: typeof import("mailchecker") = require("mailchecker");
  const reviewed: typeof import("disposable-email-domains-js") = require("disposable-email-domains-js");
  const fakefilter: {
    readonly domains: Readonly<Record<string, unknown>>;
  } = require("fakefilter/json/data.json");
  return [
    source("disposable-email-domains-js", reviewed.disposableEmailBlocklist(), "reviewed"),
    source("fakefilter", Object.keys(fakefilter.domains), "first-hand"),
    source("mailchecker", mailchecker.blacklist(), "gathered"),
    { name: "own additions", domains: [...ADDITIONS.keys()], evidence: "reviewed" },
  ];
}

function source(name: string, domains: Iterable<string>, evidence: Evidence): Source {
  const { version }: { readonly version: string } = require(`${name}/package.json`);
  return { name, version, domains: [...domains], evidence };
}
