import { createRequire } from "node:module";

/** What one package lists, as it lists it. */
export interface Source {
  readonly name: string;
  readonly version: string;
  readonly domains: readonly string[];
  /** Whether every entry was looked at by a person, with evidence: such a source may list a school's domain. */
  readonly isReviewed: boolean;
}

const require = createRequire(import.meta.url);

/** The packages that the list is made of, as installed. */
export function installedSources(): readonly Source[] {
  const mailchecker: typeof import("mailchecker") = require("mailchecker");
  const reviewed: typeof import("disposable-email-domains-js") = require("disposable-email-domains-js");
  const fakefilter: {
    readonly domains: Readonly<Record<string, unknown>>;
  } = require("fakefilter/json/data.json");
  return [
    source("disposable-email-domains-js", reviewed.disposableEmailBlocklist(), true),
    source("fakefilter", Object.keys(fakefilter.domains), false),
    source("mailchecker", mailchecker.blacklist(), false),
  ];
}

function source(name: string, domains: Iterable<string>, isReviewed: boolean): Source {
  const { version }: { readonly version: string } = require(`${name}/package.json`);
  return { name, version, domains: [...domains], isReviewed };
}
