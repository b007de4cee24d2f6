import { command, done, misused } from "../command.ts";
import { findService } from "../service.ts";
import { readStage, stageOption } from "../stage.ts";
import { readAccepted } from "./accept.ts";
import type { Finding } from "./finding.ts";

export const doctor = command({
  about: "Tell what would stop mail or texts from arriving, and what to do about it.",
  options: {
    url: {
      type: "string",
      value: "URL",
      about: "Where your site posts, if not to the API's own address: a domain of yours, CloudFront.",
    },
    bundles: {
      type: "string",
      value: "FOLDER",
      about: "What was built, to compare with what is deployed. Default: dist/functions.",
    },
    accept: {
      type: "string",
      value: "CHECK[,CHECK]",
      about: "What may be as it is: shown, and not counted for the exit code. --json names the checks.",
    },
    "only-problems": {
      type: "boolean",
      about: "Leave out what is ok and what is accepted, of --json too. The summary counts all.",
    },
    policy: { type: "boolean", about: "Print the IAM policy that this needs at AWS, and ask nobody." },
    ...stageOption,
  },
  examples: [
    "doctor",
    "doctor --stage prod --url https://www.example.com/api",
    "doctor --stage prod --accept sns-sandbox,clicksend-secret",
    "doctor --only-problems",
    "doctor --stage prod --policy",
  ],
  run: async (given, shell) => {
    const { url, bundles = "dist/functions", accept, policy, stage: wanted } = given;
    if (url !== undefined && !isWebUrl(url))
      return misused(
        `"${url}" is not an http(s) URL without query and fragment.`,
        "Write, for example, https://www.example.com/api.",
      );
    const accepted = readAccepted(accept);
    if (!accepted.ok) return accepted;
    const staged = readStage(wanted, shell);
    if (!staged.ok) return staged;
    const { stage } = staged;
    // With these comes the part of the AWS SDK that only they need.
    if (policy) {
      const { policyFor } = await import("./policy.ts");
      const printed = policyFor(stage);
      return done(printed, JSON.stringify(printed, null, 2));
    }
    const lambda = await findService("LAMBDA", staged, shell);
    if (!lambda.ok) return lambda;
    const { examine } = await import("./examine.ts");
    const examined = await examine({
      ...{ stage, lambda },
      url: url?.replace(/\/+$/, ""),
      bundlesFolder: bundles,
      nowMs: shell.nowMs(),
    });
    if (!examined.ok) return examined;

    const { report, summary } = await import("./report.ts");
    const parts = examined.parts.map(({ title, findings }) => ({
      title,
      findings: findings.map(accepted.judge),
    }));
    const findings = parts.flatMap((part) => part.findings);
    const isShown = ({ level }: Finding) =>
      !given["only-problems"] || (level !== "ok" && level !== "accepted");
    const data = {
      findings: findings.filter(isShown),
      summary: summary(findings),
      ...{ stage, where: lambda.where },
    };
    const isBad = findings.some(({ level }) => level === "failure" || level === "unknown");
    return { ...done(data, report(parts, isShown, lambda.where, shell.paint)), isBad };
  },
});

/** Paths are put after it: with a query or a fragment they would be lost. */
const isWebUrl = (text: string) => /^https?:\/\/[^?#]+$/.test(text) && URL.canParse(text);
