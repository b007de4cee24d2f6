import { expect, it } from "vitest";
import { faultsInCode } from "./support/code.ts";
import { canRun, whySkipped } from "./support/programs.ts";
import { runDocument } from "./support/run-document.ts";
import type { Running } from "./support/running.ts";
import { isAsShown, isJsonAsShown } from "./support/shown.ts";

/* What stands in documents is believed because of these: each mistake is planted and must be found. */

/** For commands that ask nobody. */
const nobody: Running = {
  here: (documented) => documented,
  documented: (printed) => printed,
  env: {},
  stop: async () => undefined,
};
const started = { start: async () => nobody };

const PLANTED = "docs/planted.md";
const document = (...lines: readonly string[]) => lines.join("\n").replaceAll("'''", "```");

it.skipIf(!canRun).concurrent.each([
  [
    "a command that fails",
    ["'''sh", "true", "ls nowhere", "true", "'''"],
    /^1: true\nls nowhere\n.*ended with 2/,
  ],
  ["a command that is not there", ["'''sh", "potsern keys", "'''"], /^1: .*\n.*ended with 127:\n.*not found/],
  ["a failure within a pipe", ["'''sh", "KEY=$(false | cat)", "'''"], /ended with 1/],
  ["a shell that leaves", ["'''sh", "exit 0", "'''"], /ended with 0/],
  ["a command that does not end", ["'''sh", "sleep 60", "'''"], /had not ended after 1000 ms/],
  ["output beside it", ["'''sh", "echo yes", "# → no", "'''"], /shown to print:\nno\nand prints:\nyes$/],
  ["output beneath it", ["'''sh", "echo yes", "'''", "", "'''text", "no", "'''"], /prints:\nyes$/],
  ["JSON beneath it", ["'''sh", `echo '{"a":1}'`, "'''", "'''json", `{"a":2}`, "'''"], /prints:\n{"a":1}$/],
  [
    "a reason that is none",
    ["<!-- not run: too slow -->", "'''sh", "true", "'''"],
    /^2: "too slow" is none of the reasons/,
  ],
  [
    "a test that is not there",
    ["<!-- not run: is run by another test: test/no.test.ts -->", "'''sh", "true", "'''"],
    /^2: nothing runs .* no test\/no\.test\.ts$/,
  ],
  [
    "a test of something else",
    ["<!-- not run: is run by another test: test/gate/gate.test.ts -->", "'''sh", "true again", "'''"],
    /^2: test\/gate\/gate\.test\.ts has nothing to do with it/,
  ],
  [
    "a document in place of a test",
    ["<!-- not run: is run by another test: docs/access.md -->", "'''sh", "postern keys list", "'''"],
    /^2: docs\/access\.md has nothing to do with it/,
  ],
  [
    "another npm script",
    ["<!-- not run: takes minutes: bench/main.ts -->", "'''sh", "npm run soak", "'''"],
    /^2: bench\/main\.ts has nothing to do with it/,
  ],
  [
    "an account that nobody asks for",
    ["<!-- not run: needs an AWS account -->", "'''sh", "npx postern held list", "'''"],
    /^2: nothing here needs an AWS account/,
  ],
  [
    "an account for what is local",
    ["<!-- not run: needs an AWS account -->", "'''sh", "aws x; curl http://127.0.0.1:8787/", "'''"],
    /^2: nothing here needs an AWS account/,
  ],
  [
    "more than an installation",
    ["<!-- not run: installs from npm -->", "'''sh", "npm install postern", "ls", "'''"],
    /^2: nothing here installs from npm, or not all of it/,
  ],
  [
    "a remark that is not right above",
    ["<!-- not run: needs an AWS account -->", "", "'''sh", "false", "'''"],
    /^3: /,
  ],
  ["npm, unmarked", ["'''sh", "npm test", "'''"], /documents do not run: npm test/],
  ["npx, unmarked", ["'''sh", "npx cdk deploy", "'''"], /documents do not run: npx cdk deploy/],
])(`finds %s${whySkipped}`, async (_, lines, problem) => {
  expect(await runDocument(PLANTED, document(...lines), { ...started, timeLimitMs: 1_000 })).toEqual([
    expect.stringMatching(new RegExp(problem.source, "s")),
  ]);
});

it.skipIf(!canRun).concurrent(`lets a document be that is right${whySkipped}`, async () => {
  const right = document(
    "'''sh",
    "KEY=$(echo pst_1)",
    "'''",
    "1. In a list:",
    "",
    "   '''sh",
    "   echo $KEY; echo at 12:34",
    "   # → pst_1",
    "   # → at …",
    "   '''",
    "",
    "<!-- not run: needs an AWS account -->",
    "'''sh",
    "aws false",
    "'''",
    "'''sh",
    `echo '{"b":[1],"a":"x"}'`,
    "'''",
    "",
    "'''json",
    `{ "a": "…", "b": [1] }`,
    "'''",
  );
  expect(await runDocument(PLANTED, right, started)).toEqual([]);
});

it.skipIf(!canRun).concurrent(
  `finds a setting that the system does not take, and an answer that refuses${whySkipped}`,
  async () => {
    expect(await runDocument(PLANTED, document("'''sh", "HOLD_REFUSED_DAYS=many npm start", "'''"))).toEqual([
      expect.stringMatching(
        /^1: HOLD_REFUSED_DAYS=many npm start: it ended:\nHOLD_REFUSED_DAYS is not a whole number/,
      ),
    ]);
    const curl = "curl http://127.0.0.1:8787/nowhere";
    const shown = document("'''sh", "LOG_LEVEL=warn npm start", "'''", "'''sh", curl, "# → {…}", curl, "'''");
    expect(await runDocument(PLANTED, shown)).toEqual([
      expect.stringMatching(/^4: curl .*\nit ended with 22:/),
    ]);
  },
);

it.each([
  ["id …", "id 5", true],
  ["id …", "id 5\nand more", false],
  ["first\n…\nlast", "first\n2\n3\nlast", true],
  ["first\n…\nlast", "first\nlast of all", false],
  ["a  b", "a       b  ", true],
  ["a\nb", "a  \n\n   b", true],
  ["a.c", "abc", false],
  ["", "something", false],
])("what shows as %j is printed as %j: %s", (shown, printed, agrees) => {
  expect(isAsShown(shown, printed)).toBe(agrees);
});

it("JSON may be laid out and ordered anew, and has no member too many", () => {
  expect(isJsonAsShown('{\n "a": "…",\n "b": 2 }', '{"b":2,"a":"x"}')).toBe(true);
  expect(isJsonAsShown('{"a":1}', '{"a":1,"b":2}')).toBe(false);
  expect(isJsonAsShown('{"a":…}\n{}', '{"a":1}\n{}')).toBe(true);
});

it("finds code that does not compile against the package, and blocks that are not what they say", async () => {
  const imported = `import { createEmailValidator } from "postern/email";`;
  const planted = document(
    ...["'''ts", `import { nothing } from "postern/express";`, "nothing(mailer);", "'''"],
    ...["'''ts", imported, "createEmailValidatr({ cache });", "'''"],
    ...["'''js", imported, "createEmailValidator({ unheard: of });", "'''"],
    ...["'''json", "{ a: 1 }", "'''"],
    ...["'''json", `{"a":…}`, `{"b":2}`, "'''"],
    ...["'''bash", "true", "'''"],
    ...["'''", "true", "'''"],
    ...["~~~sh", "false", "~~~"],
    ...["", "    curl http://127.0.0.1:8787/nowhere", "<pre>false</pre>"],
  );
  expect(await faultsInCode({ "planted.md": planted })).toEqual([
    "planted.md:13: this is no JSON",
    expect.stringMatching(/^planted\.md:20: bash is none of ts, js, /),
    expect.stringMatching(/^planted\.md:23: the block does not say what it is/),
    ...[26, 28, 30, 31].map((line) => `planted.md:${line}: to tests this is no code: write \`\`\`sh`),
    expect.stringMatching(/^planted\.md:2: Module '"postern\/express"' has no exported member 'nothing'/),
    expect.stringMatching(/^planted\.md:7: Cannot find name 'createEmailValidatr'\. Did you mean/),
    expect.stringMatching(/^planted\.md:11: .*'unheard' does not exist/),
  ]);
  expect(await faultsInCode({ "planted.md": document("'''js", "const a = ;", "'''") })).toEqual([
    "planted.md:2: Expression expected.",
  ]);
});
