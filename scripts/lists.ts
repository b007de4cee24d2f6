import { readFile, writeFile } from "node:fs/promises";
import { readArguments } from "./arguments.ts";
import { assetOf, faultsOf, hashesOf, readAsset, writeAsset } from "./lists/asset.ts";
import { qualityReport, withQualityReport } from "./lists/quality.ts";
import { installedReferences } from "./lists/references.ts";
import { changesSince, reportOf } from "./lists/report.ts";
import { selectDomains } from "./lists/selection.ts";
import { installedSources } from "./lists/sources.ts";

const USAGE = `  npm run lists                     makes the list of disposable domains from the installed packages, and reports
  npm run lists -- --check          changes nothing; fails when the committed list is another one, or wrong
  npm run lists -- --report         prints how much of each source is refused, and which real domains are
  npm run lists -- --names          prints what is listed
  npm run lists -- --dropped        prints what is left out, and why
  npm run lists -- --former FILE    names what went with the help of an earlier --names`;

const { values: flags } = readArguments(USAGE, {
  options: {
    check: { type: "boolean" },
    report: { type: "boolean" },
    names: { type: "boolean" },
    dropped: { type: "boolean" },
    former: { type: "string" },
  },
});

const sources = installedSources();
const references = installedReferences();
const selection = selectDomains(sources, references);
const quality = qualityReport({ sources, selection, references });
const committed = await readAsset();

if (flags.names) console.log([...selection.kept].join("\n"));
else if (flags.report) console.log(quality);
else if (flags.dropped) for (const [domain, reason] of selection.dropped) console.log(`${reason}\t${domain}`);
else if (flags.check) {
  const faults = faultsOf(committed, selection.kept);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`The list is what the installed packages make: ${selection.kept.size} domains.`);
} else {
  const made = assetOf(selection.kept);
  const formerNames = flags.former ? (await readFile(flags.former, "utf8")).split(/\s+/).filter(Boolean) : [];
  const dropped = [...selection.dropped]
    .filter(([, reason]) => reason !== "not a domain")
    .map(([domain]) => domain);
  const changes = changesSince(hashesOf(committed), selection.kept, [...dropped, ...formerNames]);
  await writeAsset(made);
  const document = new URL("../docs/email-lists.md", import.meta.url);
  await writeFile(document, withQualityReport(await readFile(document, "utf8"), quality));
  console.log(`${reportOf({ sources, selection, changes, bytes: made.length })}\n\n${quality}`);
}
