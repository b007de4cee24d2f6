import { beforeAll, expect, it } from "vitest";
import { type Deployed, deployedWith } from "./support/deployed.ts";
import { DOCUMENTS, readHere } from "./support/documents.ts";
import { contextIn, notDeployedIn } from "./support/not-deployed.ts";

/* Nobody has run these commands. So what they name is held against the templates. */

let deployed: Deployed;
beforeAll(async () => {
  const context = contextIn(readHere("docs/deploy.md"));
  expect(Object.keys(context)).toEqual(["edge"]);
  deployed = await deployedWith(context);
});

it.each(DOCUMENTS)("what %s says of a deployment is what the templates have", (document) => {
  expect(notDeployedIn(document, readHere(document), deployed)).toEqual([]);
});

const inBlock = (...lines: readonly string[]) => ["```sh", ...lines, "```"].join("\n");

it.each([
  ["a parameter", inBlock("npx cdk deploy postern-dev --parameters FromMail=a@b.c"), "FromMail"],
  ["one on the next line", inBlock("npx cdk deploy postern-dev \\", " --parameters Origin=x"), "Origin"],
  ["a parameter of SAM", inBlock('sam deploy --parameter-overrides Environment=prod Blocked="1"'), "Blocked"],
  ["a parameter by itself", "set `DailySpendLimit` and `ToEmail`", "DailySpendLimit"],
  ["one with its value", "`Control=true`", "Control"],
  ["an output", inBlock("--query 'Stacks[0].Outputs[?OutputKey==`ApiURL`]'"), "ApiURL"],
  ["an output by itself", "its output `EdgeURL`", "EdgeURL"],
  ["a stack", inBlock("npx cdk destroy postern"), "postern"],
  ["a stack of the AWS CLI", "`aws x --stack-name postern-production`", "postern-production"],
  [
    "a function",
    inBlock("aws lambda invoke --function-name postern-rate-limit-dev"),
    "postern-rate-limit-dev",
  ],
  ["a secret", "`aws x --secret-id postern/clicksent-STAGE`", "postern/clicksent-STAGE"],
  ["a pattern of names", "`/aws/lambda-logs/` or `/aws/lamda/postern-*-prod`", "/aws/lamda/postern-*-prod"],
  ["a function of SAM", inBlock("sam local invoke ContactFunc -e x.json"), "ContactFunc"],
  ["a variable of the pipeline", inBlock("gh variable set FORM_EMAIL --env dev"), "FORM_EMAIL"],
  ["a dashboard", "`postern-dashboard-dev`", "postern-dashboard-dev"],
])("sees what there is not: %s", (_, text, name) => {
  expect(notDeployedIn("docs/deploy.md", text, deployed)).toEqual([
    expect.stringMatching(/^docs\/deploy\.md:\d: nothing deployed is called /),
  ]);
  expect(notDeployedIn("docs/deploy.md", text, deployed)[0]).toMatch(`called ${name}`);
});

it("sees defaults that are others", () => {
  const rows = [
    "| parameter | default | meaning |",
    "|---|---|---|",
    "| `AlertEmail` | none | |",
    "| `MonthlyBudgetUsd` | 50 | |",
    "| `SnsMaxPriceUsd`, `ReservedConcurrency` | none | |",
    "| `PartnerQuota`, `PartnerQuotaPeriod` | 10, `WEEK` | |",
    "| `Quota` | 10 | |",
    "",
    "| `Another` | table | |",
  ];
  expect(notDeployedIn("docs/planted.md", rows.join("\n"), deployed)).toEqual([
    "docs/planted.md:3: AlertEmail: none is **required**",
    "docs/planted.md:4: MonthlyBudgetUsd: 50 is 60",
    "docs/planted.md:6: PartnerQuotaPeriod: WEEK is DAY",
    "docs/planted.md:7: Quota: 10 is none such",
  ]);
});
