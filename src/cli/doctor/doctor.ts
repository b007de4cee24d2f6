import { command, done, misused } from "../command.ts";
import { findService } from "../service.ts";
import { readStage, stageOption } from "../stage.ts";

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
    policy: { type: "boolean", about: "Print the IAM policy that this needs at AWS, and ask nobody." },
    ...stageOption,
  },
  examples: [
    "doctor",
    "doctor --stage prod --url https://www.example.com/api",
    "doctor --stage prod --policy",
  ],
  run: async ({ url, bundles = "dist/functions", policy, stage: wanted }, shell) => {
    if (url !== undefined && !isWebUrl(url))
      return misused(`"${url}" is no URL.`, "Write, for example, https://www.example.com/api.");
    const staged = readStage(wanted, shell);
    if (!staged.ok) return staged;
    const { stage } = staged;
    // With it comes the part of the AWS SDK that only it needs.
    const { examine, policyFor } = await import("./examine.ts");
    if (policy) {
      const printed = policyFor(stage);
      return done(printed, JSON.stringify(printed, null, 2));
    }
    const lambda = await findService("LAMBDA", staged, shell);
    if (!lambda.ok) return lambda;
    const examined = await examine({
      ...{ stage, lambda },
      url: url?.replace(/\/+$/, ""),
      bundlesFolder: bundles,
      nowMs: shell.nowMs(),
    });
    if (!examined.ok) return examined;

    const { report, summary } = await import("./report.ts");
    const findings = examined.parts.flatMap((part) => part.findings);
    const data = { findings, summary: summary(findings), stage, where: lambda.where };
    const isBad = findings.some(({ level }) => level === "failure" || level === "unknown");
    return { ...done(data, report(examined.parts, lambda.where)), isBad };
  },
});

const isWebUrl = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text);
