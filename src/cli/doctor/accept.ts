import { type Failure, misused } from "../command.ts";
import { CHECKS, type Check } from "./checks.ts";
import type { Finding } from "./finding.ts";

interface Acceptance {
  readonly ok: true;
  /** The same finding; one that is accepted for what it is, where the owner said so. */
  readonly judge: (finding: Finding) => Finding;
}

/** @param text names of checks, divided by commas. */
export function readAccepted(text: string | undefined): Acceptance | Failure {
  const names = text === undefined ? [] : text.split(",").map((name) => name.trim());
  const foreign = names.find((name) => !isCheck(name));
  if (foreign !== undefined)
    return misused(`There is no check "${foreign}".`, `The checks are ${CHECKS.join(", ")}.`);
  const accepted = new Set(names);
  return {
    ok: true,
    judge: (finding) =>
      finding.level !== "ok" && accepted.has(finding.check) ? { ...finding, level: "accepted" } : finding,
  };
}

const isCheck = (name: string): name is Check => CHECKS.some((check) => check === name);
