import { expect, it } from "vitest";
import { DOCUMENTS, readHere } from "./support/documents.ts";
import { unknownCommandsIn } from "./support/named-commands.ts";
import { unknownFilesIn } from "./support/named-files.ts";

it.each(DOCUMENTS)("the commands that %s names are there, also those that are not run", async (document) => {
  expect(await unknownCommandsIn(document, readHere(document))).toEqual([]);
});

it.each(DOCUMENTS)("the files that %s names are there", (document) => {
  expect(unknownFilesIn(document, readHere(document))).toEqual([]);
});

const document = (...lines: readonly string[]) => lines.join("\n").replaceAll("'''", "```");
const planted = (text: string) => unknownCommandsIn("docs/planted.md", text);

it.each([
  ["a command", document("'''sh", "npx postern dlq lst", "'''"), /There is no command "dlq lst"/],
  [
    "an option",
    document("'''sh", "npx postern doctor \\", "  --stge prod", "'''"),
    /Unknown option '--stge'/,
  ],
  ["an option that only another command has", "`postern held list --plan demo`", /Unknown option '--plan'/],
  ["an operand", document("'''sh", "postern erase", "'''"), /The ADDRESS is missing/],
  [
    "a stage",
    document("'''sh", "true && postern pause all --stage production", "'''"),
    /no stage "production"/,
  ],
  ["a command in running text", "| `npx postern prod doctor` |", /There is no command "prod"/],
  ["a command in output", document("'''text", "Run npx postern key list.", "'''"), /no command "key"/],
  ["a script", document("'''sh", "npm ci && npm run snyth", "'''"), /no "snyth"/],
  ["a script in running text", "run `npm run doc`", /no "doc"/],
  ["npm's own", "`npm tset`", /no "tset"/],
])("sees what is not there: %s", async (_, text, fault) => {
  expect(await planted(text)).toEqual([expect.stringMatching(fault)]);
});

it("lets be what is there, whatever stands for what the reader has", async () => {
  const right = document(
    "`postern keys`, `postern keys rotate`, `postern bounces [--days 7] [--stage prod]`, `postern resume …`",
    "'''sh",
    "KEY=$(npx postern keys create --plan demo --name ada --json | jq -r .key)",
    "postern held drop ID [ID...]; npm install postern hono",
    "npm run bench -- cold-start",
    "'''",
  );
  expect(await planted(right)).toEqual([]);
});

it("sees files that are not there, alone or in a command", () => {
  const text = document(
    "`lockfile.ts` `lokfile.ts` `deply.yml` `ipaddr.js` `x.y` `names.json`",
    "<!-- not run: needs an AWS account -->",
    "'''sh",
    "node infra/github-app.ts; node infra/githup-app.ts > dist/made.json; gh workflow run depl.yml",
    "'''",
  );
  expect(unknownFilesIn("docs/planted.md", text)).toEqual([
    "docs/planted.md:1: there is no lokfile.ts",
    "docs/planted.md:1: there is no deply.yml",
    "docs/planted.md:4: there is no infra/githup-app.ts",
    "docs/planted.md:4: there is no depl.yml",
  ]);
});
