import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { signup } from "../../local/functions/signup.ts";
import { startLocalSystem } from "../../local/system.ts";
import { BROWSER_SCRIPT, browserScript } from "../../scripts/browser-script.ts";
import { suggestAddress as onTheServer } from "../../src/email/suggestion.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

it("the browser's suggestion is bundled from the server's (mend: npm run docs)", async () => {
  const script = await browserScript();
  expect(read(BROWSER_SCRIPT)).toBe(script);
  expect(script).toMatch(/^\/\/ Generated from \S+, .* npm run docs\n/);
  // Whole and alone: the folder works wherever it is copied to.
  expect(script).not.toMatch(/^import|import\(/m);
});

it.each([
  ["joe@gmial.com", "joe@gmail.com"],
  ["joe@hotmail.con", "joe@hotmail.com"],
  ["joe@protonmial.com", "joe@protonmail.com"],
  ["joe@gmail.com", undefined],
  ["joe@example.com", undefined],
])("both suggest the same for %s", async (address, meant) => {
  const url = new URL(`../../${BROWSER_SCRIPT}`, import.meta.url);
  const { suggestAddress: inTheBrowser }: { suggestAddress: typeof onTheServer } = await import(url.href);
  expect(inTheBrowser(address)).toBe(meant);
  expect(onTheServer(address)).toBe(meant);
});

it("the README's curl signs up", async ({ onTestFinished }) => {
  const curl = /^curl (?<to>\S+) -H '(?<name>[^:]+): (?<value>[^']+)' -d '(?<body>[^']+)'$/m;
  const {
    to = "",
    name = "",
    value = "",
    body = "",
  } = curl.exec(read("examples/signup/README.md"))?.groups ?? {};
  const system = await startLocalSystem({ port: 0, dynamodbPort: 0, functions: { signup } });
  onTestFinished(() => system.close());
  const { pathname, origin } = new URL(to);
  expect(origin).toBe("http://127.0.0.1:8787");
  const answer = await fetch(system.url + pathname, { method: "POST", headers: { [name]: value }, body });
  expect(answer.status).toBe(201);
  expect(system.outbox.list()).toMatchObject([{ channel: "email", to: ["ada@example.com"] }]);
});
