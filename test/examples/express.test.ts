import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const EXAMPLE = new URL("../../examples/express/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, EXAMPLE), "utf8");

/** `postern/…` is what stands in `src/package`, as long as nobody has built and installed it. */
const SOURCES = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const sources = ${JSON.stringify(new URL("../../src/package/", import.meta.url).href)};
  registerHooks({
    resolve: (specifier, context, next) => next(specifier.replace(/^postern\\/(.+)$/, sources + "$1.ts"), context),
  });
`)}`;

let server: ReturnType<typeof start>;
let url: string;
const printed: string[] = [];

const start = () =>
  spawn(process.execPath, ["--import", SOURCES, "server.js"], {
    cwd: fileURLToPath(EXAMPLE),
    env: { PATH: process.env.PATH, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });

beforeAll(async () => {
  server = start();
  const lines = createInterface(server.stdout).on("line", (line) => printed.push(line));
  await Promise.race([once(lines, "line"), once(lines, "close")]);
  url = /^Listening on (?<url>\S+)$/.exec(printed[0] ?? "")?.groups?.url ?? "";
  expect(url).not.toBe("");
});
afterAll(async () => {
  server.kill();
  if (server.exitCode === null) await once(server, "exit");
});

const CURL = /^curl (?<to>\S+) -H '(?<name>[^:]+): (?<value>[^']+)' -d '(?<body>[^']+)'$/gm;

it("the README's curls are answered as it says, and the mail is shown", async () => {
  const answers = [];
  for (const { groups: { to = "", name = "", value = "", body = "" } = {} } of read("README.md").matchAll(
    CURL,
  )) {
    const { pathname, origin } = new URL(to);
    expect(origin).toBe("http://127.0.0.1:3000");
    const answer = await fetch(url + pathname, { method: "POST", headers: { [name]: value }, body });
    answers.push([answer.status, await answer.json()]);
  }
  expect(answers).toEqual([
    [201, { user: { email: "joe@gmail.com" }, status: expect.stringMatching(/^(?:deliverable|unknown)$/) }],
    [422, { error: "Disposable emails not accepted" }],
    [200, { success: true, message: expect.any(String) }],
  ]);
  await expect.poll(() => printed.slice(1)).toEqual(["A mail would leave now."]);
});

it("a browser's form ends at a page that is there", async () => {
  const body = new URLSearchParams({ name: "Ada", email: "ada@example.com", message: "Hello" });
  const page = await fetch(`${url}/contact`, { method: "POST", body });
  expect(page.url).toBe(`${url}/contact/thanks`);
  expect(await page.text()).toContain("Thank you");
});

it("a page of another site cannot post", async () => {
  const headers = { origin: "https://evil.example", "content-type": "application/json" };
  expect(await fetch(`${url}/contact`, { method: "POST", headers, body: "{}" })).toMatchObject({
    status: 403,
  });
});

it("the package is named as it is called, with what it needs", () => {
  const { dependencies } = JSON.parse(read("package.json"));
  const imported = [...read("server.js").matchAll(/from "(?<name>[^"/]+)/g)].map(
    ({ groups }) => groups?.name,
  );
  expect(Object.keys(dependencies).sort()).toEqual([...new Set(imported)].sort());
});
